"""Well-formed files with values that make no sense: read or refused, and whatever is read can be written."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any

from make_finding import make_finding

from testban.bulletins import published_magnitudes, published_origins, read
from testban.bulletins.geojson import render_geojson
from testban.bulletins.quakeml_write import render_quakeml
from testban.model import BadInputError
from testban.pipeline import convert
from testban.wording import bulletin_of

WORDS = ["nan", "inf", "", "1e400", "-999", "abc", "9" * 50, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9Z"]
VALUES: list[Any] = [
    None,
    [],
    {},
    "x",
    float("nan"),
    1e300,
    -1,
    True,
    10**400,
    [1, 2],
    "<b>",
    0,
    "9999-12-31T23:59:59Z",
]


def read_and_write(path, folder) -> None:  # type: ignore[no-untyped-def]
    try:
        read(path)
        published_origins(path)
        published_magnitudes(path)
    except BadInputError:
        return
    for target in ("o.txt", "o.xml", "o.origin", "o.geojson", "o.csv"):
        for old in folder.glob("o.*"):
            old.unlink()
        try:
            convert(path, folder / target)
        except BadInputError as error:
            text = str(error)
        else:
            text = "no reading can be written"
        assert "no reading can be written" in text


def test_wrong_values_in_quakeml(tmp_path):
    whole = render_quakeml(bulletin_of(make_finding()), key="x").decode()
    for seed in range(30):
        rng, text = random.Random(seed), whole
        for _ in range(rng.randint(1, 3)):
            found = rng.choice(list(re.finditer(r">([^<>\n]+)<", text)))
            text = text[: found.start(1)] + rng.choice(WORDS) + text[found.end(1) :]
        (tmp_path / "a.xml").write_text(text)
        read_and_write(tmp_path / "a.xml", tmp_path)


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from places(node[key])


def test_wrong_values_in_geojson(tmp_path):
    whole = render_geojson(bulletin_of(make_finding()), None)
    for seed in range(60):
        rng, tree = random.Random(seed), json.loads(whole)
        for _ in range(rng.randint(1, 4)):
            node, key = rng.choice(list(places(tree)))
            node[key] = rng.choice(VALUES)
        (tmp_path / "a.geojson").write_text(json.dumps(tree))
        read_and_write(tmp_path / "a.geojson", tmp_path)
