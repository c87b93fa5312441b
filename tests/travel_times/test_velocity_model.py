"""Model files, good and bad."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.travel_times import ModelFileError
from testban.travel_times.layering import make_layers
from testban.travel_times.velocity_model import parse_velocity_model, read_velocity_model

from .toy import ROWS, tvel


def parse(rows: list[str], suffix: str = ".tvel"):  # type: ignore[no-untyped-def]
    return parse_velocity_model(
        tvel(rows) if suffix == ".tvel" else "\n".join(rows), name="toy", suffix=suffix
    )


class TestReading:
    def test_tvel_has_two_title_lines(self) -> None:
        model = parse(ROWS)
        assert (len(model.depth_km), model.radius_km) == (10, 6371.0)
        assert model.density_g_cm3 is not None

    def test_nd_names_its_boundaries(self) -> None:
        rows = [*ROWS[:4], "mantle", *ROWS[4:6], "outer-core", *ROWS[6:8], "inner-core", *ROWS[8:]]
        np.testing.assert_array_equal(parse(rows, ".nd").vp_km_s, parse(ROWS).vp_km_s)

    def test_comments_and_missing_densities_are_fine(self) -> None:
        model = parse([row.rsplit(" ", 1)[0] + " # note" for row in ROWS])
        assert model.density_g_cm3 is None

    def test_boundaries_are_found(self) -> None:
        layers = make_layers(parse(ROWS), law="linear")
        assert (layers.conrad_km, layers.moho_km, layers.cmb_km, layers.icb_km) == (
            20.0,
            35.0,
            2890.0,
            5150.0,
        )
        assert layers.cuts_p_km == (20.0, 35.0, 210.0, 2890.0, 5150.0)

    def test_model_of_a_korean_catalogue(self, shared: Path) -> None:
        layers = make_layers(read_velocity_model(shared / "stations/korea_arrays/kigam.tvel"), law="linear")
        assert (layers.conrad_km, layers.moho_km) == (20.0, 32.0)


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda r: r[:3], "at least 4"),
            (lambda r: ["0 5.8 x 2", *r[1:]], "line 3"),
            (lambda r: ["0 nan 3 2", *r[1:]], "not a finite number"),
            (lambda r: ["1 5.8 3.4 2", *r[1:]], "not at the surface"),
            (lambda r: [r[0], r[2], r[1], *["10 6 3 2"], *r[3:]], "follows"),
            (lambda r: r[:-1], "centre of the Earth"),
            (lambda r: [*r[:2], r[1], *r[2:]], "three times"),
            (lambda r: ["0 58 3.4 2.7", *r[1:]], "is possible"),
            (lambda r: ["0 5.8 6.0 2.7", *r[1:]], "does not lie between"),
            (lambda r: ["0 5.8 0 2.7", *r[1:]], "fluid at the surface"),
            (lambda r: [row.replace("0.0", "3.0") for row in r], "no fluid core"),
            (lambda r: ["0 5.8", *r[1:]], "needs depth"),
        ],
    )
    def test_message_says_what_is_wrong(self, change, message: str) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(ModelFileError, match=message):
            parse(change(ROWS))

    def test_unknown_boundary_and_suffix(self, tmp_path: Path) -> None:
        with pytest.raises(ModelFileError, match="unknown boundary 'crust'"):
            parse([ROWS[0], "crust", *ROWS[1:]], ".nd")
        with pytest.raises(ModelFileError, match="ends with"):
            read_velocity_model(tmp_path / "model.txt")
        with pytest.raises(ModelFileError, match="cannot be read"):
            read_velocity_model(tmp_path / "absent.tvel")

    def test_endless_file_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "long.tvel"
        path.write_bytes(b"0 " * 3_000_000)
        with pytest.raises(ModelFileError, match="bytes"):
            read_velocity_model(path)

    @settings(deadline=None, max_examples=80)
    @given(st.text(max_size=300), st.sampled_from([".tvel", ".nd"]))
    def test_any_text_is_read_or_refused_by_name(self, text: str, suffix: str) -> None:
        with pytest.raises(ModelFileError, match="noise"):
            parse_velocity_model(text, name="noise", suffix=suffix)

    @settings(deadline=None, max_examples=80)
    @given(st.data())
    def test_a_damaged_file_is_read_or_refused(self, data: st.DataObject) -> None:
        text = list(tvel(ROWS))
        for _ in range(3):
            text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.sampled_from("0123456789.-e \n#x"))
        with contextlib.suppress(ModelFileError):
            assert parse_velocity_model("".join(text), name="toy", suffix=".tvel").radius_km > 6300
