"""What ObsPy writes where testban is installed is what testban reads again."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import obspy
import pytest

import testban as tb
from testban.api.obspy_plugins import write_css30, write_ims10, write_kbcore

PLUGINS = {"IMS10": write_ims10, "CSS30": write_css30, "KBCORE": write_kbcore}


@pytest.fixture(scope="module")
def catalog() -> obspy.Catalog:
    return tb.assess("dprk-2013").to_catalog()


def written(catalog: obspy.Catalog, name: str, folder: Path) -> Path:
    target = {"IMS10": folder / "a.ims", "CSS30": folder / "a.origin", "KBCORE": folder / "kb"}[name]
    with pytest.warns(UserWarning, match="left out|cut to"):
        PLUGINS[name](catalog, str(target))
    return target


@pytest.mark.parametrize("name", PLUGINS)
def test_every_pick_comes_back_from_what_is_written(catalog, name, tmp_path):
    (observed,) = tb.read(written(catalog, name, tmp_path))
    picks = {(pick.waveform_id.station_code, pick.time.datetime) for pick in catalog[0].picks}
    there = {(arrival.station, arrival.time.replace(tzinfo=None)) for arrival in observed.arrivals}
    stations = {station for station, _ in there}
    assert len(there) >= 0.9 * len(picks)
    assert stations <= {station for station, _ in picks}


def test_obspy_reads_the_bulletin_it_wrote(catalog, tmp_path):
    (event,) = obspy.read_events(str(written(catalog, "IMS10", tmp_path)), format="IMS10BULLETIN")
    ours = catalog[0].origins[0]
    near = min(event.origins, key=lambda origin: abs(origin.time - ours.time))
    assert (near.latitude, near.longitude) == pytest.approx((ours.latitude, ours.longitude), abs=1e-4)


def test_a_catalogue_without_events_is_refused(tmp_path):
    with pytest.raises(tb.BadInputError, match="<catalog>"):
        write_ims10(obspy.Catalog(), tmp_path / "a.ims")


@pytest.mark.parametrize("name", PLUGINS)
def test_the_package_declares_the_plug_in_under_its_name(name):
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    declared = project["entry-points"]
    module, _, function = declared[f"obspy.plugin.event.{name}"]["writeFormat"].partition(":")
    assert declared["obspy.plugin.event"][name] == module
    assert getattr(import_module(module), function) is PLUGINS[name]
