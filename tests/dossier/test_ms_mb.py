"""Ms against mb on the page: what is drawn, what is said, and what each record gave."""

from __future__ import annotations

import re

import pytest

from dossier.builders import HOSTILE, event, finding
from testban.discrimination import ms_mb_pair, screen_ms_mb
from testban.dossier import FigureError
from testban.dossier.captions import ms_mb_caption
from testban.dossier.figures import draw_ms_mb, ms_mb_values
from testban.dossier.html import html_text
from testban.dossier.palette import LIGHT
from testban.dossier.svg import inline_svg
from testban.model import Finding, Magnitude, Measured, Missing, SeismicEvent, StationMagnitude


def measured(
    kind: str, value: float, stations: int, readings: tuple[StationMagnitude, ...] = ()
) -> Magnitude:
    inputs = tuple(f"magnitude:{kind}/{row.channel}" for row in readings if row.value is not None)
    quantity = Measured(
        value=value,
        low=value - 0.2,
        high=value + 0.2,
        level=0.9,
        unit="magnitude",
        inputs=inputs or (f"external:{kind}",),
    )
    return Magnitude(
        kind=kind, magnitude=quantity, stations=stations, external=False, source="own", readings=readings
    )


def rows(count: int, *, station: str = "XX.S") -> tuple[StationMagnitude, ...]:
    seen = tuple(
        StationMagnitude(
            station=f"{station}{i}",
            channel=f"{station}{i}..BHZ",
            kind="at most" if i == 1 else "measured",
            value=4.0 + 0.01 * i,
            distance_deg=3.0 + i,
            amplitude_nm=1000.0,
            period_s=14.0,
            snr=30.0,
            reason="surface waves 1.1 times the noise, 3 needed" if i == 1 else "",
        )
        for i in range(count)
    )
    silent = StationMagnitude(
        station=f"{station}X", channel=f"{station}X..BHZ", kind="not measured", reason="no response"
    )
    return (*seen, silent)


def with_magnitudes(*magnitudes: Magnitude) -> Finding:
    subject: SeismicEvent = event().model_copy(
        update={"magnitudes": magnitudes, "screening": (screen_ms_mb(*ms_mb_pair(magnitudes)),)}
    )
    return finding().model_copy(update={"events": (subject,)})


def bounded() -> Magnitude:
    missing = Missing(status="insufficient_data", reason="no station saw the signal")
    return Magnitude(
        kind="Ms(VMAX)",
        magnitude=missing,
        stations=0,
        external=False,
        source="own",
        upper_bound=3.2,
        bound_level=0.9,
        bound_stations=4,
    )


class TestFigure:
    def test_the_event_stands_where_its_magnitudes_say(self) -> None:
        figure = draw_ms_mb(with_magnitudes(measured("mb", 5.1, 20), measured("Ms(VMAX)", 4.02, 5)))
        (mark,) = [line for line in figure.axes[0].lines if line.get_label() == "this event"]
        assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (5.1, 4.02)

    def test_the_line_is_that_of_the_test(self) -> None:
        figure = draw_ms_mb(with_magnitudes(measured("mb", 5.1, 20), measured("Ms(VMAX)", 4.02, 5)))
        (line,) = [one for one in figure.axes[0].lines if one.get_label().startswith("Ms =")]
        assert line.get_xdata() - line.get_ydata() == pytest.approx(0.64)

    def test_all_published_events_are_drawn_and_told_apart_by_shape(self) -> None:
        figure = draw_ms_mb(with_magnitudes(measured("mb", 5.1, 20), measured("Ms(VMAX)", 4.02, 5)))
        labels = {line.get_label(): line for line in figure.axes[0].lines}
        shapes = {labels[name].get_marker() for name in ("127 explosions", "25 earthquakes")}
        assert len(shapes) == 2
        curves = figure.axes[1].lines[:3]
        assert [line.is_dashed() for line in curves] == [False, True, True]
        assert len({line.get_color() for line in curves}) == 3

    def test_a_bound_points_down_and_is_called_one(self) -> None:
        shown = with_magnitudes(measured("mb", 4.6, 20), bounded())
        labels = [line.get_label() for line in draw_ms_mb(shown).axes[0].lines]
        assert "event, at most" in labels
        assert "at most 3.20" in ms_mb_caption(shown).shows

    def test_extreme_magnitudes_stay_on_the_axes(self) -> None:
        figure = draw_ms_mb(with_magnitudes(measured("mb", 8.2, 20), measured("Ms(VMAX)", 0.9, 5)))
        for axes in figure.axes:
            low, high = axes.get_xlim()
            assert all(low <= x <= high for line in axes.lines[-1:] for x in line.get_xdata())

    @pytest.mark.parametrize(
        "magnitudes",
        [
            (),
            (measured("mb", 5.0, 9),),
            (measured("Ms(VMAX)", 4.0, 9),),
            (measured("mb", 5.0, 9), bounded().model_copy(update={"upper_bound": None})),
        ],
    )
    def test_without_both_there_is_no_figure(self, magnitudes: tuple[Magnitude, ...]) -> None:
        shown = with_magnitudes(*magnitudes)
        assert ms_mb_values(shown.events[0]) is None
        with pytest.raises(FigureError, match="no mb and Ms"):
            draw_ms_mb(shown)

    def test_every_colour_follows_the_page(self) -> None:
        figure = draw_ms_mb(with_magnitudes(measured("mb", 5.1, 20), measured("Ms(VMAX)", 4.02, 5)))
        text = inline_svg(figure, name="ms_mb1", alternative="x")
        assert set(re.findall(r"#[0-9a-f]{6}", text)) <= set(LIGHT.values())
        assert not set(re.findall(r"#[0-9a-f]{6}", text))


class TestCaption:
    def test_it_says_whose_magnitudes_and_what_came_of_it(self) -> None:
        other = measured("mb(IDC)", 4.1, 20).model_copy(update={"external": True})
        shown = ms_mb_caption(with_magnitudes(other, measured("Ms(VMAX)", 2.94, 5)))
        assert "mb(IDC) 4.10, taken from others" in shown.shows
        assert "Result: not screened out." in shown.shows
        assert "127 drawn" in shown.shows

    def test_it_says_what_it_cannot_show(self) -> None:
        shown = ms_mb_caption(with_magnitudes(measured("mb", 5.0, 9), measured("Ms(VMAX)", 4.0, 5)))
        assert "too small to measure are missing" in shown.cannot_show
        assert "identified" not in shown.shows + shown.cannot_show


class TestPage:
    def test_each_record_has_a_row_that_numbers_lead_to(self) -> None:
        page = html_text(with_magnitudes(measured("mb", 5.1, 20), measured("Ms(VMAX)", 4.02, 4, rows(4))))
        for i in range(4):
            assert f'id="magnitude:Ms(VMAX)/XX.S{i}..BHZ"' in page
            assert f'href="#magnitude:Ms(VMAX)/XX.S{i}..BHZ"' in page
        assert "&lt;4.01" in page
        assert "No Ms(VMAX) from 1 record: no response." in page

    def test_many_records_are_named_together(self) -> None:
        page = html_text(with_magnitudes(measured("mb", 5.1, 20), measured("Ms(VMAX)", 4.02, 9, rows(9))))
        assert 'href="#readings-1">9 records of Ms(VMAX)' in page

    def test_a_case_without_readings_has_no_such_table(self) -> None:
        assert "readings-1" not in html_text(with_magnitudes(measured("mb", 5.1, 20)))

    def test_a_lower_bound_of_the_test_is_shown_as_one(self) -> None:
        assert "at least 1.40" in html_text(with_magnitudes(measured("mb", 4.6, 20), bounded()))

    def test_hostile_names_stay_text(self) -> None:
        hostile = (
            StationMagnitude(
                station=HOSTILE, channel=HOSTILE, kind="at most", value=4.0, group=HOSTILE, reason=HOSTILE
            ),
        )
        page = html_text(with_magnitudes(measured("mb", 5.1, 20), measured("Ms(VMAX)", 4.0, 5, hostile)))
        assert "<script" not in page
        assert "onerror=alert(1)>" not in page
