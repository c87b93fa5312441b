"""Make src/testban/geodesy/boundaries.npz from the TopoJSON of the npm package world-atlas.

The package holds Natural Earth's boundaries (public domain). To repeat::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/make_boundaries.py package src/testban/geodesy/boundaries.npz

The same input gives the same bytes. What the file holds is described in `testban.geodesy.boundaries`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHA256 = {
    "countries-10m.json": "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79",
    "countries-110m.json": "2516c915867c7baf18ddec727aec46c315541a07cfb3d79a6559b05d5e94eee8",
}


def pack(topology: dict) -> dict[str, NDArray]:
    """Flatten one topology: arcs as integer steps, areas as lists of polygons of rings of signed arcs.

    An arc number `~i` (negative) means arc `i` backwards, as in TopoJSON. `*_end` arrays hold, for each
    arc, ring or polygon, the index one past its last element.
    """
    arcs = [np.asarray(arc, dtype=np.int64) for arc in topology["arcs"]]
    steps = np.concatenate(arcs)
    first = np.cumsum([0] + [len(arc) for arc in arcs[:-1]])
    starts = steps[first].copy()
    steps[first] = 0
    # The few steps too long for 16 bits (edges along the date line) are kept apart: the file halves.
    long = np.flatnonzero(np.abs(steps).max(axis=1) > np.iinfo(np.int16).max)
    long_steps = steps[long].copy()
    steps[long] = 0

    def drawn(ring: list[int]) -> bool:
        points = np.concatenate([np.cumsum(arcs[arc if arc >= 0 else ~arc], axis=0) for arc in ring])
        return len(np.unique(points, axis=0)) >= 3

    names, ring_arcs, ring_end, polygon_end, polygon_area = [], [], [], [], []
    for number, area in enumerate(topology["objects"]["countries"]["geometries"]):
        names.append(area["properties"]["name"])
        polygons = area["arcs"] if area["type"] == "MultiPolygon" else [area["arcs"]]
        for polygon in polygons:
            if not drawn(polygon[0]):
                continue  # an islet that rounding has closed to a line or a point
            for ring in filter(drawn, polygon):
                ring_arcs.extend(ring)
                ring_end.append(len(ring_arcs))
            polygon_end.append(len(ring_end))
            polygon_area.append(number)
    transform = topology["transform"]
    return {
        "scale": np.array(transform["scale"]),
        "translate": np.array(transform["translate"]),
        "steps_lon": steps[:, 0].astype(np.int16),
        "steps_lat": steps[:, 1].astype(np.int16),
        "starts": starts.astype(np.int32),
        "long": long.astype(np.int32),
        "long_steps": long_steps.astype(np.int32),
        "arc_end": np.cumsum([len(arc) for arc in arcs]).astype(np.int32),
        "ring_arcs": np.array(ring_arcs, dtype=np.int32),
        "ring_end": np.array(ring_end, dtype=np.int32),
        "polygon_end": np.array(polygon_end, dtype=np.int32),
        "polygon_area": np.array(polygon_area, dtype=np.int16),
        "names": np.array(names),
    }


def main(source: Path, target: Path) -> None:
    """Check the two files against their SHA-256 and write the packed boundaries."""
    packed = {}
    for name, expected in SHA256.items():
        content = (source / name).read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != expected:
            raise SystemExit(f"{source / name}: SHA-256 {found}, expected {expected}")
        scale = name.removeprefix("countries-").removesuffix(".json")
        packed |= {f"{scale}_{key}": value for key, value in pack(json.loads(content)).items()}
    np.savez_compressed(target, **packed)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
