"""A few examples for the help of each command."""

from __future__ import annotations

import typer

EXAMPLES: dict[str, tuple[str, ...]] = {
    "assess": (
        "testban assess dprk-2017 --out dossier",
        "testban assess bulletin.txt --stations stations.csv --json",
        "testban assess waveforms/ --stations stations.csv --responses responses/",
        "testban assess dprk-2017 --prior explosion=0.2,earthquake=0.75,collapse=0.05",
    ),
    "cases": ("testban cases",),
    "locate": (
        "testban locate bulletin.txt --stations stations.csv",
        "testban locate bulletin.txt --criteria idc-reb --json",
    ),
    "calibrate": (
        "testban calibrate known.txt --reference A=41.295,129.084,0.3 --out paths.json",
        "testban locate new.txt --calibration paths.json",
    ),
    "relocate": (
        "testban relocate pairs.txt --slownesses slownesses.txt",
        "testban relocate event-1/ event-2/ --stations stations.csv",
    ),
    "measure": ("testban measure waveforms/ --stations stations.xml --out measurements.yaml",),
    "config show": ("testban config show",),
    "config path": ("testban config path",),
    "config set": (
        "testban config set stations stations.csv",
        "testban config set level 0.95",
    ),
    "config unset": ("testban config unset level",),
    "convert": ("testban convert bulletin.txt event.xml", "testban convert event.xml event.origin"),
    "keygen": ("testban keygen state.pem",),
    "sign": ("testban sign event.zip --key state.pem",),
    "verify": ("testban verify event.zip --key state.pub.pem --rerun",),
    "check": (
        "testban check --date 2017-09-02 --type 'nuclear test' --by S/RES/2375",
        "testban check catalogue.csv --evidence dossier/",
    ),
    "obligations": (
        "testban obligations --state DPRK --as-of 2017-09-03",
        "testban obligations --event nuclear_test --state DPRK --as-of 2017-09-03",
    ),
    "sanctions": (
        "testban sanctions --as-of 2018-01-01",
        "testban sanctions --cap crude_oil --deliveries reported.csv --as-of 2018-12-31",
    ),
    "chronology": ("testban chronology --from 2017-01-01 --to 2017-12-31 --kind tests",),
    "record": ("testban record meeting.txt --meeting S/PV.8053",),
    "yield": (
        "testban yield --mb 6.1 --site punggye-ri --rock granite",
        "testban yield --relative 1.2 --reference-kt 11",
    ),
    "treaty ctbt": ("testban treaty ctbt --as-of 2017-09-03",),
    "register check": ("testban register check",),
}


def add_examples(app: typer.Typer, above: str = "") -> None:
    """Set the examples below the help of each command; a command without one is a fault of ours."""
    for command in app.registered_commands:
        if command.hidden:
            continue
        name = f"{above}{command.name}"
        heading = "Examples:" if len(EXAMPLES[name]) > 1 else "Example:"
        command.epilog = "\n\n".join((heading, *EXAMPLES[name]))
    for group in app.registered_groups:
        if group.typer_instance is not None:
            add_examples(group.typer_instance, f"{above}{group.name} ")
