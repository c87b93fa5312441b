"""Figures: where things are drawn, that they draw anywhere on Earth, and that the file is always the same."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from matplotlib.dates import date2num

from dossier import builders
from testban.dossier import (
    FigureError,
    draw_chronology,
    draw_hypotheses,
    draw_p_over_s,
    draw_residuals,
    draw_site,
    draw_stations,
    draw_yield,
)
from testban.dossier.figures.basemap import land, lines, plane
from testban.dossier.figures.residuals import beyond_limit, residual_limit_s
from testban.dossier.figures.site import reference_positions
from testban.dossier.figures.yields import published_yields
from testban.dossier.palette import ROLES
from testban.dossier.svg import inline_svg, svg_text
from testban.geodesy import destination, state_of
from testban.model import ExternalInput, HypothesisTerm


class TestStations:
    def test_stations_stand_at_their_distance_and_azimuth(self):
        finding = builders.finding(builders.event())
        (axes,) = draw_stations(finding).axes
        used = next(line for line in axes.lines if str(line.get_label()).startswith("used"))
        radius = np.hypot(*np.asarray(used.get_data()))
        expected = [
            row.distance_deg for row in finding.events[0].arrivals if row.defining and row.weight >= 0.5
        ]
        assert sorted(radius) == pytest.approx(sorted(expected))
        east = [np.sin(np.radians(row.azimuth_deg)) * row.distance_deg for row in finding.events[0].arrivals]
        assert min(used.get_xdata()) >= min(east) - 1e-9

    def test_each_use_has_its_own_shape(self):
        (axes,) = draw_stations(builders.finding(builders.event())).axes
        marks = {
            str(line.get_label()).split(" (")[0]: line.get_marker()
            for line in axes.lines
            if "(" in str(line.get_label())
        }
        assert set(marks) == {"used", "down-weighted", "not used"}
        assert len(set(marks.values())) == 3

    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [(90.0, 0.0), (-90.0, 0.0), (-41.0, 175.0), (0.0, 180.0), (68.0, -179.9), (-33.0, -60.0)],
    )
    def test_it_draws_from_poles_the_date_line_and_the_antipodes_of_land(self, latitude, longitude):
        finding = builders.finding(builders.event(count=9, latitude=latitude, longitude=longitude))
        assert "<path" in svg_text(draw_stations(finding), name="map")
        assert "<path" in svg_text(draw_site(finding), name="site")

    def test_no_station_still_gives_a_map(self):
        draw_stations(builders.finding(builders.event(count=0)))


class TestBasemap:
    def test_far_inland_all_is_land(self):
        origin = builders.origin(calibrated=True, latitude=48.0, longitude=67.0)  # Kazakhstan
        path = land(origin, 2.0)
        assert all(path.contains_point(point) for point in ((0.0, 0.0), (1.5, 0.0), (0.0, -1.5)))

    @pytest.mark.parametrize("reach", [2.0, 5.0, 20.0, 30.0, 180.0])
    @pytest.mark.parametrize(
        ("latitude", "longitude"), [(36.0, 25.0), (69.0, 179.0), (-66.0, -60.0), (89.0, 0.0)]
    )
    def test_coasts_are_drawn_at_every_scale_and_keep_within_reach(self, reach, latitude, longitude):
        origin = builders.origin(calibrated=True, latitude=latitude, longitude=longitude)
        drawn = lines(origin, reach, "coast")
        radius = np.hypot(*drawn.T)
        assert np.isnan(radius).all() or np.nanmax(radius) <= 1.05 * reach
        assert len(drawn) > 3 or (latitude == 89.0 and reach <= 5.0)  # open water around the pole
        land(origin, reach)

    def test_far_at_sea_there_is_no_land(self):
        origin = builders.origin(calibrated=True, latitude=-45.0, longitude=-120.0)
        assert len(land(origin, 5.0).vertices) == 0
        assert np.isnan(lines(origin, 5.0, "coast")).all()

    @pytest.mark.parametrize("reach", [10.0, 30.0, 120.0])
    def test_land_lies_where_the_boundaries_say(self, reach):
        origin = builders.origin(calibrated=True, latitude=52.0, longitude=178.0)  # Aleutians, the date line
        path = land(origin, reach)
        random = np.random.default_rng(3)
        distance, azimuth = reach * np.sqrt(random.uniform(size=60)), random.uniform(0.0, 360.0, 60)
        on_map = [path.contains_point(point) for point in zip(*plane(distance, azimuth), strict=True)]
        on_earth = [
            state_of(float(lat), float(lon)).state != "SEA"
            for lat, lon in zip(*destination(52.0, 178.0, distance, azimuth), strict=True)
        ]
        assert np.mean(np.equal(on_map, on_earth)) > 0.96


class TestSite:
    def test_a_small_calibrated_ellipse_gets_an_inset(self):
        with_inset = draw_site(builders.finding(builders.event(count=9)))
        without = draw_site(builders.finding(builders.event(count=9, calibrated=False)))
        assert len(with_inset.axes[0].child_axes) == 1
        assert len(without.axes[0].child_axes) == 0

    def test_ellipses_have_their_size_and_the_limit_its_area(self):
        (axes, *_) = draw_site(builders.finding(builders.event(count=9))).axes
        lines = {str(line.get_label()): np.asarray(line.get_data()) for line in axes.lines}
        limit = lines["1,000 km², for scale"]
        assert np.pi * np.hypot(*limit).max() ** 2 == pytest.approx(1000.0)
        alone = lines["90 %, from arrivals alone"]
        centre = 0.5 * (alone.max(axis=1) + alone.min(axis=1))
        assert np.hypot(*(alone - centre[:, None])).max() == pytest.approx(15.2, abs=0.01)
        assert centre[1] == pytest.approx(0.035 * 111.06, abs=0.05)  # km per degree at 41 N

    def test_a_very_wide_ellipse_is_still_drawn(self):
        finding = builders.finding(builders.event(count=9, calibrated=False))
        wide = finding.events[0].origin.model_copy(update={"ellipse": builders.ellipse(2500.0, 900.0)})
        finding = finding.model_copy(
            update={"events": (finding.events[0].model_copy(update={"origin": wide}),)}
        )
        (axes,) = draw_site(finding).axes
        assert axes.get_xlim()[1] > 1000.0
        assert len(axes.lines) > 10  # coasts and borders

    def test_reference_positions_are_read_and_nothing_else(self):
        finding = builders.finding()
        odd = tuple(
            ExternalInput(name=f"reference:{i}", value=value, source="x")
            for i, value in enumerate(
                ("somewhere", "95.0, 10.0", 3.0, None, "41.3 129.0", "41.3, 129.0; DROP")
            )
        )
        provenance = finding.provenance.model_copy(
            update={"external_inputs": (*finding.provenance.external_inputs, *odd)}
        )
        found = reference_positions(finding.model_copy(update={"provenance": provenance}))
        assert found == {"dprk-2016-09": (41.2986, 129.0825)}


class TestResiduals:
    def test_one_late_clock_does_not_flatten_the_rest(self):
        finding = builders.finding(builders.event())
        rows = finding.events[0].arrivals
        assert residual_limit_s(rows) < 10.0
        assert [row.station for row in beyond_limit(rows)] == ["ST07"]
        left, _ = draw_residuals(finding).axes
        assert any("+82.1 s" in text.get_text() for text in left.texts)

    def test_no_arrival_is_refused(self):
        with pytest.raises(FigureError, match="no arrival"):
            draw_residuals(builders.finding(builders.event(count=0)))


class TestYieldAndHypotheses:
    def test_the_interval_is_drawn_from_end_to_end(self):
        (axes,) = draw_yield(builders.finding(builders.event(count=0))).axes
        assert any(list(line.get_xdata()) == [61.0, 520.0] for line in axes.lines)

    def test_a_missing_yield_is_refused_with_its_reason(self):
        with pytest.raises(FigureError, match="mb is withheld"):
            draw_yield(builders.finding(builders.event(count=0, energy=False)))

    def test_probabilities_are_bars_of_their_length(self):
        (axes,) = draw_hypotheses(builders.finding(builders.event(count=0, answered=True))).axes
        own = [bar.get_width() for bar in axes.patches if bar.get_height() > 0.5]
        assert sorted(own) == pytest.approx([0.02, 0.05, 0.93])
        thin = [bar.get_width() for bar in axes.patches if bar.get_height() < 0.5]
        assert thin == pytest.approx([1 / 3] * 3)

    def test_each_measurement_has_a_bar_for_what_is_left_without_it(self):
        event = builders.event(count=0, answered=True)
        items = tuple(
            item.model_copy(
                update={
                    "terms": tuple(
                        HypothesisTerm(
                            name=name,
                            log10_likelihood_ratio=0.3,
                            probability_without=share,
                            inputs=("test:x",),
                        )
                        for name, share in (("P/S 4-8 Hz", 0.6), ("Ms:mb", 0.7))
                    )
                }
            )
            for item in event.hypotheses.items
        )
        hypotheses = event.hypotheses.model_copy(update={"items": items})
        finding = builders.finding(event.model_copy(update={"hypotheses": hypotheses}))
        (axes,) = draw_hypotheses(finding).axes
        said = [text.get_text() for text in axes.texts]
        assert said.count("60 % without P/S 4-8 Hz") == 3
        assert said.count("70 % without Ms:mb") == 3
        assert said.count("33.3 % before the data") == 3

    def test_no_probability_is_refused_with_its_reason(self):
        with pytest.raises(FigureError, match="no discriminant is measured"):
            draw_hypotheses(builders.finding(builders.event(count=0)))


class TestSvg:
    def test_it_is_xml_and_always_the_same(self):
        finding = builders.finding(builders.event(count=20))
        first, second = (svg_text(draw_residuals(finding), name="residuals") for _ in range(2))
        assert first == second
        assert ElementTree.fromstring(first).tag.endswith("svg")
        assert "metadata" not in first
        assert "var(" not in first

    def test_two_figures_on_a_page_share_no_identifier(self):
        finding = builders.finding(builders.event(count=20))
        one, two = (
            {
                element.get("id")
                for element in ElementTree.fromstring(svg_text(draw_residuals(finding), name=name)).iter()
            }
            - {None}
            for name in ("one", "two")
        )
        assert one
        assert not one & two

    def test_on_a_page_every_colour_follows_the_page(self):
        finding = builders.finding(builders.event(count=20))
        text = inline_svg(draw_site(finding), name="site", alternative='a "quoted" <b>')
        assert "var(--fig-used)" in text
        assert not any(light in text for light, _ in ROLES.values())
        assert "&quot;quoted&quot; &lt;b&gt;" in text

    def test_hostile_station_names_stay_text(self):
        finding = builders.finding(builders.event(count=20))
        rows = tuple(
            row.model_copy(
                update={"station": builders.HOSTILE, "id": builders.HOSTILE, "weight": 0.0, "defining": False}
            )
            for row in finding.events[0].arrivals
        )
        finding = finding.model_copy(
            update={"events": (finding.events[0].model_copy(update={"arrivals": rows}),)}
        )
        for draw in (draw_stations, draw_residuals):
            root = ElementTree.fromstring(svg_text(draw(finding), name="x"))
            assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
                "svg", "defs", "style", "g", "path", "text", "use", "clipPath", "rect"
            }  # fmt: skip

    def test_colours_of_light_and_dark_pages_stand_out(self):
        def luminance(colour: str) -> float:
            parts = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
            linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

        def contrast(one: str, two: str) -> float:
            low, high = sorted((luminance(one), luminance(two)))
            return (high + 0.05) / (low + 0.05)

        for page in (0, 1):
            paper = ROLES["paper"][page]
            # WCAG 2.1: 4.5 for text, 3 for marks; the amber diamond has an edge in ink instead.
            assert contrast(ROLES["ink"][page], paper) > 4.5
            assert contrast(ROLES["muted"][page], paper) > 4.5
            for role in ("used", "left_out", "calibrated"):
                assert contrast(ROLES[role][page], paper) > 3.0


class TestPOverS:
    def test_each_kind_of_value_has_its_own_shape_and_count(self):
        left, _ = draw_p_over_s(builders.finding(builders.event(answered=True))).axes
        drawn = {line.get_label(): line.get_marker() for line in left.lines if "(" in str(line.get_label())}
        assert drawn == {"measured (3)": "o", "at least (S in the noise) (1)": "^"}

    def test_network_intervals_stand_next_to_the_populations(self):
        _, right = draw_p_over_s(builders.finding(builders.event(answered=True))).axes
        names = [label.get_text().strip() for label in right.get_xticklabels()]
        assert names == ["2-4 Hz", "4-8 Hz", "explosion", "earthquake", "collapse"]
        ends = [list(line.get_ydata()) for line in right.lines]
        assert [1.1, 4.3] in ends

    def test_without_any_ratio_there_is_no_figure(self):
        with pytest.raises(FigureError, match="no P/S"):
            draw_p_over_s(builders.finding(builders.event()))

    def test_bounds_alone_are_drawn(self):
        event = builders.event(answered=True)
        bands = tuple(
            band.model_copy(update={"stations": tuple(r for r in band.stations if r.kind == "lower bound")})
            for band in event.p_over_s
        )
        draw_p_over_s(builders.finding(event.model_copy(update={"p_over_s": bands})))


class TestChronology:
    def test_nothing_after_the_date_of_the_law_is_drawn(self):
        finding = builders.finding(builders.event())
        (axes,) = draw_chronology(finding).axes
        marks = [line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 1]
        assert marks
        assert max(marks) < date2num(finding.as_of) + 1.0

    def test_the_event_is_a_line_at_its_time(self):
        finding = builders.finding(builders.event())
        (axes,) = draw_chronology(finding).axes
        at = [line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 2]
        assert at == [pytest.approx(date2num(finding.events[0].origin.time))]

    def test_elsewhere_it_holds_nothing(self):
        with pytest.raises(FigureError, match="territory"):
            draw_chronology(builders.finding(builders.event(latitude=48.0, longitude=67.0)))


class TestYieldLadder:
    def test_published_relations_of_the_site_stand_below_without_interval(self):
        finding = builders.finding(builders.event())
        (axes,) = draw_yield(finding).axes
        (published,) = published_yields(finding.events[0])
        assert published[0].id == "kim-kigam"
        diamonds = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"]
        assert diamonds == [pytest.approx(published[1])]

    def test_elsewhere_only_the_largest_chemical_explosion_stands_there(self):
        finding = builders.finding(builders.event(latitude=-60.0, longitude=-150.0))
        (axes,) = draw_yield(finding).axes
        assert [line.get_marker() for line in axes.lines] == ["None", "o", "s"]
