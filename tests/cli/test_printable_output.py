"""Whatever foreign files and names hold, every command prints its own lines, in characters that are seen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import testban.cases
from testban.cli.app import click_command
from testban.cli.main import run

# Clears a screen, colours, rings, writes a line of its own, turns the direction of text (C0, C1, Cf).
FORGED = "Intact and signed by everybody"
HOSTILE = f"x\x1b[2J\x1b[31m\x07\u202egpj\x9b8m\r\n{FORGED}\n\u2028y"
NAME = HOSTILE.replace("/", "")
CASE = Path(testban.cases.__file__).parent / "dprk-2006"


def hostile_case(folder: Path) -> Path:
    """A packaged case whose texts are hostile; its folder too."""
    place = folder / NAME
    shutil.copytree(CASE, place)
    content = yaml.safe_load((place / "case.yaml").read_text(encoding="utf-8"))
    content["title"] = HOSTILE
    for given in content["external_inputs"]:
        given["source"] = HOSTILE
    (place / "case.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return place


def written(folder: Path, text: str, suffix: str = ".csv") -> str:
    path = folder / f"{NAME}{suffix}"
    path.write_text(text, encoding="utf-8")
    return str(path)


def arrivals(folder: Path) -> str:
    rows = [f"{HOSTILE!r},P,2020-01-01T00:00:00Z", f"MDJ,{HOSTILE!r},2020-01-01T00:00:09Z", "INCN,Pn,x"]
    return written(folder, "station,phase,time\n" + "\n".join(rows) + "\n")


def claim(folder: Path) -> str:
    content = {"time": "2006-10-09T01:35:28Z", "mb": "4.3", "by": HOSTILE, "title": HOSTILE}
    return written(folder, yaml.safe_dump(content), ".yaml")


def pairs(folder: Path) -> str:
    header = "event_1,event_2,station,phase,difference_s\n"
    return written(folder, header + f'"{HOSTILE}",B,MDJ,P,0.1\n"{HOSTILE}",B,INCN,P,0.2\n')


def waveforms(folder: Path) -> str:
    place = folder / NAME
    place.mkdir()
    (place / f"{NAME}.mseed").write_bytes(b"000001D " + HOSTILE.encode() * 40)
    (place / "stations.csv").write_text(f'id,latitude,longitude\n"{HOSTILE}",x,y\n', encoding="utf-8")
    return str(place)


def dossier(folder: Path) -> str:
    place = folder / NAME
    place.mkdir()
    text = (
        '{"software": {"version": "'
        + HOSTILE.encode("unicode_escape").decode().replace("\\x", "\\u00")
        + '"}}'
    )
    (place / "manifest.json").write_text(text)
    (place / f"{NAME}.html").write_text("x")
    return str(place)


# Arguments of each command, from a folder for what is hostile.
Arguments = Callable[[Path], list[str]]
COMMANDS: dict[str, list[Arguments]] = {
    "assess": [
        lambda at: ["assess", str(hostile_case(at))],
        lambda at: ["assess", waveforms(at)],
        lambda at: ["assess", arrivals(at)],
        lambda at: ["assess", HOSTILE, "--as-of", HOSTILE],
    ],
    "calibrate": [
        lambda at: ["calibrate", arrivals(at), "--reference", HOSTILE, "--out", str(at / NAME)],
    ],
    "cases": [lambda at: ["cases", HOSTILE]],
    "check": [
        lambda at: ["check", claim(at), "--evidence", str(hostile_case(at))],
        lambda at: [
            "check",
            "--mb",
            "4.3",
            "--time",
            "2006-10-09T01:35:28Z",
            "--by",
            HOSTILE,
            "--evidence",
            "dprk-2006",
        ],
    ],
    "chronology": [lambda at: ["chronology", "--kind", HOSTILE]],
    "config": [
        lambda at: ["--config", str(at / NAME), "config", "show"],
        lambda at: ["--config", str(at / NAME), "config", "path"],
        lambda at: ["--config", str(at / NAME), "config", "set", "stations", HOSTILE],
        lambda at: ["config", "unset", HOSTILE],
    ],
    "convert": [
        lambda at: ["convert", arrivals(at), str(at / f"{NAME}.xml")],
        lambda at: ["convert", str(CASE / "arrivals.csv"), str(at / f"{NAME}.xml")],
    ],
    "keygen": [lambda at: ["keygen", str(at / NAME)], lambda at: ["keygen", str(at / "none" / NAME)]],
    "locate": [
        lambda at: ["locate", arrivals(at)],
        lambda at: ["locate", str(CASE / "arrivals.csv"), "--criteria", HOSTILE],
    ],
    "measure": [lambda at: ["measure", waveforms(at), "--out", str(at / "out")]],
    "measures": [lambda at: ["measures", "--topic", HOSTILE]],
    "obligations": [
        lambda at: ["obligations", "--state", HOSTILE],
        lambda at: ["obligations", "--symbol", HOSTILE],
    ],
    "record": [lambda at: ["record", written(at, f"Mr. Umarov {HOSTILE} S/RES/1718 (2006)", ".txt")]],
    "register": [lambda at: ["register", "check", str(Path(claim(at)).parent)]],
    "relocate": [lambda at: ["relocate", pairs(at)]],
    "sanctions": [lambda at: ["sanctions", "--cap", HOSTILE, "--deliveries", arrivals(at)]],
    "sign": [lambda at: ["sign", dossier(at), "--key", HOSTILE]],
    "treaty": [lambda at: ["treaty", "ctbt", "--as-of", HOSTILE]],
    "verify": [lambda at: ["verify", dossier(at)], lambda at: ["verify", str(at / NAME), "--key", HOSTILE]],
    "yield": [lambda at: ["yield", "--mb", "5", "--rock", HOSTILE]],
}


def test_every_command_is_tried():
    assert set(COMMANDS) >= set(click_command().commands)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(make, id=f"{name}-{at}")
        for name, makes in COMMANDS.items()
        for at, make in enumerate(makes)
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_nothing_steers_the_terminal_or_forges_a_line(arguments, form, tmp_path, capsys):
    run([*arguments(tmp_path), *form])
    printed = capsys.readouterr()
    for text in (printed.out, printed.err):
        assert {letter for letter in text if not letter.isprintable()} <= {"\n"}
        assert not any(line.strip().startswith(FORGED) for line in text.split("\n"))
    assert printed.out or printed.err
