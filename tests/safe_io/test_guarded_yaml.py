"""YAML that is built to harm is refused where it stands, before what follows is read."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from testban.safe_io import ForeignFileError, load_yaml, read_yaml

# Events the parser may make of a hostile text before it is refused: by work done, not by the clock.
MAX_EVENTS = 200
HOSTILE = [
    ("a: &a [x, x]\nb: &b [*a, *a]\n", "aliases"),
    ("&a [*a]\n", "aliases"),
    ("[" * 200_000, "deeper than 32"),
    ('{"a":' * 100_000, "deeper than 32"),
    ("- " * 100_000, "deeper than 32"),
    ("? " * 100_000, "deeper than 32"),
    ("a: [1, 2\n", "expected ',' or ']'"),
    ("a: 1\nb: {c: 1, c: 2}\n", "line 2, column 11: gives 'c' twice"),
    ("\x00", "cannot be read"),
    ("a: !!python/object/apply:os.system [true]\n", "could not determine a constructor"),
    ("a: 1\n--- \nb: 2\n", "expected a single document"),
    ("? [a, b]\n: 1\n", "found unhashable key"),
    ("a: 0x" + "f" * 10 + "\nb: " + "9" * 5000 + "\n", "cannot be read"),
]


@pytest.mark.parametrize(("text", "reason"), HOSTILE)
@pytest.mark.parametrize("scalars", ["plain", "dates", "text"])
def test_hostile_text_is_refused_with_its_reason_and_little_work(monkeypatch, text, reason, scalars):
    events = 0
    made = yaml.parser.Parser.get_event

    def counted(self):
        nonlocal events
        events += 1
        return made(self)

    monkeypatch.setattr(yaml.parser.Parser, "get_event", counted)
    if scalars == "text" and "9999" in text:
        assert load_yaml(text, "a.yaml", scalars="text")["b"].startswith("9999")
        return
    with pytest.raises(ForeignFileError, match=r"^a\.yaml") as caught:
        load_yaml(text, "a.yaml", scalars=scalars)
    assert reason in str(caught.value)
    assert events < MAX_EVENTS


@pytest.mark.parametrize("text", ["", "3", "[]", "a: 1\nb:\n- a: 1\n- a: 1\n", "a: {}\n"])
def test_plain_text_passes(text):
    assert load_yaml(text, "a.yaml") == yaml.safe_load(text)


def test_scalars_become_what_was_asked_for():
    text = "day: 2017-09-03\nmb: 6.10\n"
    assert load_yaml(text, "a") == {"day": "2017-09-03", "mb": 6.1}
    assert load_yaml(text, "a", scalars="dates") == {"day": date(2017, 9, 3), "mb": 6.1}
    assert load_yaml(text, "a", scalars="text") == {"day": "2017-09-03", "mb": "6.10"}


def test_a_file_that_is_no_mapping_or_no_utf8_or_too_large_is_named(tmp_path):
    path = tmp_path / "a.yaml"
    for data, reason in (
        (b"- 1\n", "holds a list"),
        (b"a: \xff\n", "byte 3 is not UTF-8"),
        (b"#" * 1_000_001, "more than the 1000000 bytes allowed"),
        (b" \n", "empty"),
    ):
        path.write_bytes(data)
        with pytest.raises(ForeignFileError, match=r"^a\.yaml.*" + reason):
            read_yaml(path)
