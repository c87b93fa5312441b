"""Make the packaged travel-time tables (run once; the result is in the package).

python scripts/make_ak135_tables.py [ak135 iasp91]
"""

from __future__ import annotations

import sys
from pathlib import Path

import obspy.taup

from testban.travel_times.build import build_table
from testban.travel_times.layering import make_layers
from testban.travel_times.velocity_model import read_velocity_model

# Model values: ak135, Kennett, Engdahl & Buland (1995); iasp91, Kennett & Engdahl (1991); as printed in the
# .tvel files that ObsPy carries.
MODELS = Path(obspy.taup.__file__).parent / "data"
TARGET = Path(__file__).resolve().parents[1] / "src" / "testban" / "travel_times" / "data"


def main(names: list[str]) -> None:
    """Build and write the table of each named model."""
    TARGET.mkdir(exist_ok=True)
    for name in names:
        layers = make_layers(read_velocity_model(MODELS / f"{name}.tvel"), law="taup")
        table = build_table(layers, law="taup")
        table.save(TARGET / f"{name}.npz")
        print(name, table.nodes.shape, f"{(TARGET / f'{name}.npz').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:] or ["ak135", "iasp91"])
