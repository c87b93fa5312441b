"""Tables of a user's model: kept, found again, replaced when damaged."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest

from testban.travel_times import ModelFileError, TravelTimes, own_model

from .toy import ROWS, tvel


@pytest.fixture
def built(tt: TravelTimes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cache in a folder of its own, and a builder that counts its calls."""
    calls: list[str] = []

    def build(layers, *, law, progress=None):  # type: ignore[no-untyped-def]
        calls.append(f"{layers.name} {law}")
        if progress:
            progress(1.0)
        return tt._table

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(own_model, "build_table", build)
    return calls


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "toy.tvel"
    path.write_text(tvel(ROWS))
    return path


def load(path: Path) -> TravelTimes:
    return TravelTimes.load(path, velocity_law="linear")


def test_second_load_reads_the_kept_table(built: list[str], file: Path, tt: TravelTimes) -> None:
    load(file)
    again = load(file)
    assert built == ["toy linear"]
    np.testing.assert_allclose(again.first_p(50.0, 10.0).time_s, tt.first_p(50.0, 10.0).time_s, atol=1e-6)


def test_changed_file_is_built_anew(built: list[str], file: Path) -> None:
    load(file)
    file.write_text(tvel(ROWS).replace("6.5", "6.6"))
    load(file)
    assert len(built) == 2


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a table", b"\x00" * 5000])
def test_damaged_table_is_built_anew(built: list[str], file: Path, damage: bytes) -> None:
    load(file)
    kept = next(own_model.cache_folder().glob("*.npz"))
    kept.write_bytes(damage)
    load(file)
    load(file)
    assert len(built) == 2


@pytest.mark.parametrize("fault", [zlib.error("invalid block type"), NotImplementedError("zip version 17.3")])
def test_table_that_no_reader_understands_is_built_anew(
    built: list[str], file: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def read(_: Path) -> None:  # what turned bits in a kept file have raised
        raise fault

    monkeypatch.setattr(own_model, "read_table", read)
    monkeypatch.setattr(own_model.Table, "save", lambda *_: None)
    load(file)
    load(file)
    assert len(built) == 2


def test_full_disk_leaves_nothing_behind(
    built: list[str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(own_model.Table, "save", full)
    load(file)
    assert list(own_model.cache_folder().iterdir()) == []


def test_folder_that_cannot_be_written_is_no_error(
    built: list[str], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blocked").write_text("a file, not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "blocked"))
    load(file)
    assert built == ["toy linear"]


def test_progress_is_told(built: list[str], file: Path) -> None:
    told: list[float] = []
    TravelTimes.load(file, velocity_law="linear", progress=told.append)
    assert told == [1.0]


def test_bad_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.tvel"
    path.write_text("one\ntwo\nthree\n")
    with pytest.raises(ModelFileError, match=r"bad\.tvel"):
        TravelTimes.load(path)


def test_model_without_a_moho_is_named(tmp_path: Path) -> None:
    path = tmp_path / "even.tvel"
    path.write_text(tvel(["0 5.8 3.4", "2890 13.6 7.2", "2890 13.6 0", "6371 14 0"]))
    with pytest.raises(ModelFileError, match=r"even\.tvel: vp jumps nowhere"):
        TravelTimes.load(path)


def test_unknown_velocity_law_is_refused(file: Path) -> None:
    with pytest.raises(ModelFileError, match="velocity law 'cubic' is not one of taup, linear"):
        TravelTimes.load(file, velocity_law="cubic")  # type: ignore[arg-type]
