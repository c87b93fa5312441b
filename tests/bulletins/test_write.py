"""Findings as QuakeML and IMS1.0: valid, the same bytes each time, read back by ObsPy and ourselves."""

from __future__ import annotations

import warnings

import pytest
from make_finding import make_finding, make_origin
from obspy import read_events
from obspy.io.quakeml.core import _validate

from testban.bulletins import CannotWriteError, published_magnitudes, published_origins, read
from testban.bulletins.ims10_write import render_ims10
from testban.bulletins.quakeml_assessment import NAMESPACE
from testban.bulletins.uncertainty import ellipse_factor, marginal_sd_deg
from testban.pipeline import write_ims10, write_quakeml
from testban.wording import bulletin_of

METRE = 1.0
MICROSECOND = 1e-6
MS = 1e-3


class TestQuakeml:
    @pytest.mark.parametrize("answered", [True, False])
    def test_it_is_valid_against_the_schema(self, tmp_path, answered):
        path = tmp_path / "event.xml"
        write_quakeml(make_finding(answered=answered, events=2), path)
        assert _validate(str(path), verbose=True)

    def test_the_same_finding_gives_the_same_bytes(self, tmp_path, finding):
        write_quakeml(finding, tmp_path / "a.xml")
        write_quakeml(finding, tmp_path / "b.xml")
        assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()

    def test_obspy_reads_origins_ellipses_arrivals_and_magnitudes(self, tmp_path, finding):
        write_quakeml(finding, tmp_path / "a.xml")
        (event,) = read_events(str(tmp_path / "a.xml"))
        own = event.preferred_origin()
        source = finding.events[0].origin
        assert len(event.origins) == 2
        assert abs((own.time.datetime - source.time.replace(tzinfo=None)).total_seconds()) < 1 * MICROSECOND
        assert (own.latitude, own.longitude) == (source.latitude, source.longitude)
        ellipse = own.origin_uncertainty
        assert ellipse.confidence_level == pytest.approx(90.0)
        assert abs(ellipse.max_horizontal_uncertainty - 14_300.0) < 1 * METRE
        assert abs(ellipse.min_horizontal_uncertainty - 9_100.0) < 1 * METRE
        assert ellipse.azimuth_max_horizontal_uncertainty == 161.0
        assert [a.time_residual for a in own.arrivals] == pytest.approx([0.123456, 82.0])
        assert [a.time_weight for a in own.arrivals] == [0.75, 0.0]
        assert [m.mag for m in event.magnitudes] == [6.1]

    def test_screening_and_hypotheses_are_in_our_own_namespace(self, tmp_path, finding):
        write_quakeml(finding, tmp_path / "a.xml")
        (event,) = read_events(str(tmp_path / "a.xml"))
        assert event.extra["assessment"]["namespace"] == NAMESPACE
        text = (tmp_path / "a.xml").read_text()
        assert 'result="not screened out"' in text
        assert 'name="explosion" probability="0.9"' in text
        assert "above &lt;the&gt; line &amp; so on" in text

    def test_no_probability_is_written_where_none_was_given(self, tmp_path):
        write_quakeml(make_finding(answered=False), tmp_path / "a.xml")
        text = (tmp_path / "a.xml").read_text()
        assert "probability" not in text
        assert 'status="insufficient_data" reason="no discriminant was measured"' in text

    def test_a_place_that_cannot_be_written_is_named(self, tmp_path, finding):
        (tmp_path / "file").write_text("no folder")
        with pytest.raises(CannotWriteError, match=r"a\.xml: cannot be written"):
            write_quakeml(finding, tmp_path / "file" / "a.xml")


class TestIms:
    def test_obspy_reads_it(self, tmp_path, finding):
        assert "left out: weights of readings (1)" in write_ims10(finding, tmp_path / "a.txt")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            (event,) = read_events(str(tmp_path / "a.txt"), format="IMS10BULLETIN")
        own, second = event.origins
        source = finding.events[0].origin
        assert abs((own.time.datetime - source.time.replace(tzinfo=None)).total_seconds()) <= 5.1 * MS
        assert (own.latitude, own.longitude, second.latitude) == (41.2, 129.0797, 41.3)
        assert own.origin_uncertainty.max_horizontal_uncertainty == pytest.approx(14_300.0)
        assert own.depth_type == "operator assigned"
        assert [p.waveform_id.station_code for p in event.picks] == ["MDJ", "RES"]
        assert [a.time_residual for a in own.arrivals] == pytest.approx([0.1, 82.0])
        assert [a.time_weight for a in own.arrivals] == [1, None]
        assert event.magnitudes[0].mag == 6.1

    @pytest.mark.parametrize("long", [False, True])
    def test_our_own_reader_reads_it(self, tmp_path, finding, long):
        path = tmp_path / "a.txt"
        path.write_text(render_ims10(bulletin_of(finding), long=long)[0])
        (event,) = read(path)
        errors = [
            abs((a.time - b.time).total_seconds())
            for a, b in zip(event.arrivals, finding.events[0].arrivals, strict=True)
        ]
        assert max(errors) <= 0.51 * MS
        first, second = published_origins(path)
        assert (first.prime, second.prime, first.id, second.id) == (True, False, "1U", "1C")
        assert first.ellipse_level == 0.9
        assert published_magnitudes(path)[0].magnitude == 6.1

    def test_an_ellipse_at_another_level_is_brought_to_ninety_percent(self):
        finding = make_finding()
        event = finding.events[0].model_copy(update={"origin": make_origin("x", 41.2, level=0.95)})
        text, _ = render_ims10(bulletin_of(finding.model_copy(update={"events": (event,)})))
        row = next(line for line in text.splitlines() if line.startswith("2017/"))
        assert float(row[55:60]) == pytest.approx(14.3 / 1.1406, abs=0.05)

    def test_no_line_is_longer_than_the_format_allows(self, finding):
        text, _ = render_ims10(bulletin_of(finding), long=True)
        assert max(len(line) for line in text.splitlines()) <= 136

    def test_a_time_that_rounds_up_carries_into_the_next_minute(self):
        from datetime import UTC, datetime

        from testban.bulletins.ims10_write import _clock, _rounded

        moment = datetime(2017, 12, 31, 23, 59, 59, 999_800, tzinfo=UTC)
        assert _clock(_rounded(moment, 3), 3) == "00:00:00.000"

    def test_a_station_the_field_cannot_hold_is_said(self, finding):
        event = finding.events[0]
        arrival = event.arrivals[0].model_copy(update={"station": "LONGNAME"})
        event = event.model_copy(update={"arrivals": (arrival, event.arrivals[1])})
        text, lost = render_ims10(bulletin_of(finding.model_copy(update={"events": (event,)})))
        assert "LONGN" not in text
        assert lost == ("event 1: LONGNAME/Pn left out: longer than its field",)


class TestUncertainty:
    def test_ninety_percent_of_a_bivariate_normal_lies_inside_the_ellipse(self):
        import numpy as np

        rng = np.random.default_rng(1)
        points = rng.normal(size=(200_000, 2))
        radius = ellipse_factor(given=1 - np.exp(-0.5), wanted=0.9)  # from one Mahalanobis unit to 90 %
        assert np.mean(np.hypot(*points.T) < radius) == pytest.approx(0.9, abs=0.003)

    def test_a_circle_has_equal_errors_north_and_east(self):
        lat, lon = marginal_sd_deg(major_km=10.0, minor_km=10.0, strike_deg=33.0, level=0.9, latitude=60.0)
        assert lon / lat == pytest.approx(2.0)

    @pytest.mark.parametrize("level", [0.0, 1.0, -1.0])
    def test_a_level_outside_zero_to_one_is_refused(self, level):
        with pytest.raises(CannotWriteError):
            ellipse_factor(given=level, wanted=0.9)
