"""Tables of a user's own model: built once, kept in the cache folder under the hash of the file."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from testban.travel_times.build import build_table
from testban.travel_times.layering import VelocityLaw, make_layers
from testban.travel_times.table import FORMAT, Table, read_table
from testban.travel_times.velocity_model import read_velocity_model

_LOG = logging.getLogger(__name__)

# Part of the key of kept tables; raise it when the way tables are computed changes.
BUILD = 2


def cache_folder() -> Path:
    """Folder of kept tables: ``$XDG_CACHE_HOME/testban/travel_times``, by default under ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "testban" / "travel_times"


def load_or_build(path: Path, *, law: VelocityLaw, progress: Callable[[float], None] | None = None) -> Table:
    """Return the table of a model file, from the cache if it is there; build and keep it otherwise.

    A cache that cannot be read or written is no error: the table is then built for this run alone.
    """
    model = read_velocity_model(path)
    key = hashlib.sha256(f"{FORMAT}/{BUILD}/{law}/{model.suffix}/{model.text}".encode()).hexdigest()[:24]
    kept = cache_folder() / f"{model.name}-{key}.npz"
    with suppress(Exception):  # absent, or damaged in whatever way: built anew and replaced
        table = read_table(kept)
        _LOG.debug("travel times of model %s from %s", model.name, kept)
        return table
    _LOG.info("building the travel times of model %s, kept as %s", model.name, kept)
    table = build_table(make_layers(model, law=law), law=law, progress=progress)
    _keep(table, kept)
    return table


def _keep(table: Table, kept: Path) -> None:
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        # written aside and renamed, so that another process never reads half a file
        with tempfile.NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as file:
            try:
                table.save(file)
                os.replace(file.name, kept)
            except OSError:
                os.unlink(file.name)
