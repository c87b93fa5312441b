"""The front doors: what a room offers, loaded on demand, with nothing that hides it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import testban

HOME = Path(testban.__file__).parent
ROOMS = sorted(path.parent.name for path in HOME.glob("*/__init__.py") if path.parent.name != "cli")
# What takes long to import, and no front door needs.
HEAVY = ("matplotlib", "numba", "numpy", "obspy", "pydantic", "pyproj", "scipy", "shapely")


@pytest.mark.parametrize("room", ROOMS)
def test_a_front_door_gives_every_name_it_lists(room: str) -> None:
    door = importlib.import_module(f"testban.{room}")
    assert all(getattr(door, name) is not None for name in door.__all__)
    assert set(door.__all__) <= set(dir(door))


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_has_the_name_of_what_its_room_offers(room: str) -> None:
    # Whichever is loaded last would be what the name means.
    door = importlib.import_module(f"testban.{room}")
    modules = {path.stem for path in (HOME / room).iterdir() if path.suffix in ("", ".py")}
    assert not modules & set(door.__all__)


@pytest.mark.parametrize("room", ROOMS)
def test_a_front_door_refuses_a_name_it_does_not_list(room: str) -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        importlib.import_module(f"testban.{room}").nonsense  # noqa: B018 - the access is the test


def test_importing_the_package_and_every_front_door_loads_nothing_heavy() -> None:
    doors = ", ".join(f"testban.{room}" for room in ROOMS)
    loaded = _python(f"import sys, testban, {doors}; print(*sys.modules)").split()
    assert not set(HEAVY) & set(loaded)


def test_all_modules_load_at_once_where_asked() -> None:
    loaded = _python("import sys, testban.model; print(*sys.modules)", TESTBAN_EAGER_IMPORT="1").split()
    assert "testban.model.finding" in loaded


def _python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
