"""Renew the fingerprints of the noise before P on public records of packaged cases.

Give the miniSEED files of the events and their table of stations:
``python scripts/make_noise_fingerprints.py TRACES.CSV dprk-2016-01=FILE dprk-2017=FILE``
"""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path

from testban.association import find_events
from testban.processing.replays import TABLE, fingerprints_of
from testban.waveforms import read_windows

TARGET = Path(__file__).resolve().parents[1] / "src" / "testban" / "processing" / TABLE


def main() -> None:
    """Write the table; one row a record."""
    stations, *events = sys.argv[1:]
    rows = []
    for argument in events:
        case, _, path = argument.partition("=")
        for window in read_windows([Path(path)], stations=[Path(stations)]):
            event = find_events(window).events[0]
            origin = f"{datetime.fromtimestamp(event.time_s, UTC):%Y-%m-%dT%H:%M:%S}+00:00"
            prints = fingerprints_of(event, window.records)
            rows += [(case, origin, name, f"{bits:015x}") for name, bits in sorted(prints.items())]
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("case", "origin_time", "seed_id", "fingerprint"))
        writer.writerows(rows)
    print(f"{len(rows)} rows in {TARGET.name}")


if __name__ == "__main__":
    main()
