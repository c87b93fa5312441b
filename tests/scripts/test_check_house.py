"""The rules of the house, each on a small house that breaks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import check_house

RULES = r"""
max_lines = 5
vague_names = ["one", "found"]
exempt = ["CHANGELOG.md"]
[words.beside]
pattern = '\bbeside\b'
instead = "next to"
[words.clocks]
pattern = 'perf_counter'
instead = "benchmarks"
files = ".py"
under = "tests"
[[allowed]]
file = "docs/quoted.md"
text = "he stood beside"
reason = "a quotation"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Two rooms in order."""
    write(tmp_path, "scripts/house.toml", RULES)
    write(tmp_path, "scripts/house_ceilings.json", '{"names": {}, "words": {}}')
    write(tmp_path, "src/testban/__init__.py", "")
    write(tmp_path, "src/testban/low/__init__.py", "from testban.low._height import height\n")
    write(tmp_path, "src/testban/low/_height.py", "def height() -> int:\n    return 1\n")
    write(tmp_path, "src/testban/high/__init__.py", "from testban.low import height\n")
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def test_a_house_in_order_passes(house, capsys):
    assert check_house.main([], house) == 0
    assert capsys.readouterr().out == "the house is in order\n"


@pytest.mark.parametrize(
    "statement",
    [
        "from testban.low._height import height",
        "import testban.low._height",
        "from testban.low import _height",
        "def f():\n    from testban.low._height import height",
    ],
)
def test_an_import_past_a_front_door_is_named_wherever_it_stands(house, capsys, statement):
    write(house, "src/testban/high/tower.py", statement)
    assert check_house.main([], house) == 1
    line = 2 if statement.startswith("def") else 1
    assert f"src/testban/high/tower.py:{line}: testban.low._height lies behind" in capsys.readouterr().out


def test_a_room_may_import_its_own_modules(house):
    write(house, "src/testban/low/_width.py", "from testban.low._height import height\n")
    assert check_house.main([], house) == 0


def test_a_module_hidden_by_an_export_of_its_name_is_named(house, capsys):
    write(house, "src/testban/low/__init__.py", "from testban.low.height import height\n")
    write(house, "src/testban/low/height.py", "def height() -> int:\n    return 1\n")
    assert check_house.main([], house) == 1
    assert "hides the module height; call it _height.py" in capsys.readouterr().out


def test_a_file_of_one_line_too_many_is_named(house, capsys):
    write(house, "src/testban/low/long.py", "x = 1\n" * 5)
    assert check_house.main([], house) == 0
    write(house, "src/testban/low/long.py", "x = 1\n" * 6)
    assert check_house.main([], house) == 1
    assert "src/testban/low/long.py: 6 lines, 5 are allowed" in capsys.readouterr().out


class TestWords:
    @pytest.mark.parametrize("name", ["docs/a.md", "README.md", "src/testban/low/a.py", "tests/a.py"])
    def test_a_banned_word_is_named_with_its_place_and_its_substitute(self, house, capsys, name):
        write(house, name, '"""\nIt stands beside it.\n"""\n')
        assert check_house.main([], house) == 1
        assert f"{name}:2: 'beside': next to" in capsys.readouterr().out

    def test_history_and_quotations_may_keep_it(self, house):
        write(house, "CHANGELOG.md", "It stands beside it.\n")
        write(house, "docs/quoted.md", "And he stood beside it.\n")
        assert check_house.main([], house) == 0

    def test_a_quotation_is_allowed_in_its_own_file_only(self, house):
        write(house, "docs/other.md", "And he stood beside it.\n")
        assert check_house.main([], house) == 1

    def test_a_clock_is_banned_from_tests_only(self, house):
        write(house, "src/testban/low/clock.py", "from time import perf_counter\n")
        assert check_house.main([], house) == 0
        write(house, "tests/test_clock.py", "from time import perf_counter\n")
        assert check_house.main([], house) == 1


class TestVagueNames:
    CODE = "one = 1\ndef f(found, input_, __all__, _):\n    return [one + found for one in found]\n"

    def test_each_binding_counts_and_each_reading_does_not(self, house):
        write(house, "src/testban/low/vague.py", self.CODE)
        places = check_house.vague_names(house, ["one", "found"])["low"]
        assert [line.split(":")[1:] for line in sorted(places)] == [
            ["1", " one does not say what it holds"],
            ["2", " found does not say what it holds"],
            ["2", " input_ does not say what it holds"],
            ["3", " one does not say what it holds"],
        ]

    def test_a_ceiling_may_fall_and_never_rises(self, house):
        write(house, "src/testban/low/vague.py", self.CODE)
        write(house, "scripts/house_ceilings.json", '{"names": {"low": 6, "gone": 2}, "words": {}}')
        assert check_house.main(["--lower"], house) == 0
        ceilings = house / "scripts/house_ceilings.json"
        assert json.loads(ceilings.read_text()) == {"names": {"low": 4}, "words": {}}
        write(house, "src/testban/low/more.py", "one = 1\n")
        assert check_house.main(["--lower"], house) == 1
        assert json.loads(ceilings.read_text()) == {"names": {"low": 4}, "words": {}}


def test_the_rules_of_this_house_name_what_exists():
    """An exemption or a ceiling for what is gone would hide the next offence."""
    rules = check_house.tomllib.loads((check_house.ROOT / check_house.RULES).read_text(encoding="utf-8"))
    ceilings = json.loads((check_house.ROOT / check_house.CEILINGS).read_text(encoding="utf-8"))
    assert all((check_house.ROOT / name).is_file() for name in rules["exempt"])
    for item in rules["allowed"]:
        assert item["text"] in (check_house.ROOT / item["file"]).read_text(encoding="utf-8")
    assert set(ceilings["words"]) <= set(rules["words"])
    assert set(ceilings["names"]) <= set(check_house.rooms(check_house.ROOT))
