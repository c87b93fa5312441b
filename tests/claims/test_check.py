"""Claims against the packaged cases: what is decided, by which number, and what is left open."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from testban.claims.check import check_claim, check_claims, evidence_for
from testban.claims.claim import Claim, Claimed, ClaimError, parse_claim
from testban.claims.read import read_claims
from testban.claims.verdict import ItemVerdict
from testban.geodesy import position_at_offset
from testban.model import (
    BadInputError,
    Excluded,
    Finding,
    Hypotheses,
    Hypothesis,
    Measured,
    NuclearBasis,
    Origin,
)
from testban.pipeline import write_finding, write_ims10, write_quakeml

CLAIMS = Path(__file__).resolve().parents[2] / "docs" / "claims"


def case(name: str) -> Finding:
    return evidence_for(Claim(), name)


def items(claim: Claim, finding: Finding, **options: float) -> dict[str, ItemVerdict]:
    return {one.item: one for one in check_claim(claim, finding, **options).items}


def verdict(fields: dict[str, object], name: str = "dprk-2013") -> str:
    (one,) = check_claim(parse_claim(fields), case(name)).items
    return one.verdict


def with_sources(finding: Finding, source: str) -> Finding:
    """The finding with every magnitude of others said to be by one author."""
    (event,) = finding.events
    magnitudes = tuple(
        one.model_copy(update={"source": source}) if one.external else one for one in event.magnitudes
    )
    external = tuple(one.model_copy(update={"source": source}) for one in finding.provenance.external_inputs)
    return finding.model_copy(
        update={
            "events": (event.model_copy(update={"magnitudes": magnitudes}),),
            "provenance": finding.provenance.model_copy(update={"external_inputs": external}),
        }
    )


class TestWhatOthersSaid:
    """The claims in docs/claims, each against its packaged case."""

    def test_announcement_of_2013_a_smaller_device_is_beyond_seismology_and_its_signal_was_not_smaller(
        self,
    ) -> None:
        (claim,) = read_claims(CLAIMS / "2013-announcement.yaml")
        found = items(claim, evidence_for(claim, None))
        assert found["device against dprk-2009"].verdict == "cannot tell"
        assert found["seismic size against dprk-2009"].verdict == "inconsistent"
        number = found["seismic size against dprk-2009"].decided_by
        assert number is not None
        assert number.value == pytest.approx(0.4 / (0.1 * 2**0.5), abs=0.01)
        assert found["date"].verdict == "consistent"
        assert found["nuclear"].verdict == "cannot tell"
        assert "declaration is a claim" in found["nuclear"].reason

    def test_larger_signal_does_not_prove_larger_yield(self) -> None:
        (claim,) = read_claims(CLAIMS / "2013-announcement.yaml")
        found = items(claim, case("dprk-2013"))["explosive power against dprk-2009"]
        assert found.verdict == "cannot tell"
        assert "another depth" in found.alternatives[0]

    def test_usgs_times_and_positions_of_all_six_agree_with_the_arrivals(self) -> None:
        claims = read_claims(CLAIMS / "usgs.csv")
        findings = [evidence_for(one, None) for one in claims]
        assert len({finding.id for finding in findings}) == 6
        for claim, finding in zip(claims, findings, strict=True):
            found = items(claim, finding)
            assert found["origin time"].verdict == "consistent"
            assert found["position"].verdict == "consistent"
            corrected = found["position, path corrections"]
            assert corrected.verdict == "inconsistent"
            assert "states no error" in corrected.reason
            assert "km (one standard deviation) or more it would agree" in corrected.alternatives[0]

    @pytest.mark.parametrize("agency", ["usgs", "idc"])
    def test_magnitudes_of_an_agency_are_not_confirmed_by_another_but_their_step_is_by_us(
        self, agency: str
    ) -> None:
        claims = read_claims(CLAIMS / f"{agency}.csv")
        checked = check_claims(claims, [evidence_for(one, None) for one in claims])
        own = [one for row in checked for one in row.items if one.item == "magnitude mb"]
        assert len(own) == 6
        assert {one.verdict for one in own} == {"cannot tell"}
        steps = [one for row in checked for one in row.items if one.item.startswith("magnitude mb above")]
        assert len(steps) == 2
        assert {one.verdict for one in steps} == {"consistent"}

    def test_a_step_of_half_a_magnitude_too_much_is_refuted(self) -> None:
        days = (("2016-01-06", "5.1"), ("2017-09-03", "6.8"))
        claims = [parse_claim({"by": "x", "date": day, "mb": mb}) for day, mb in days]
        checked = check_claims(claims, [evidence_for(one, None) for one in claims])
        assert checked[1].items[-1].verdict == "inconsistent"

    def test_depth_of_2_1_km_cannot_be_told_from_the_surface(self) -> None:
        for claim in read_claims(CLAIMS / "burial-depth.yaml"):
            found = items(claim, evidence_for(claim, None))["depth"]
            assert found.verdict == "cannot tell"
            assert found.decided_by is not None
            assert found.decided_by.value > found.decided_by.threshold
            assert any("surface" in one for one in found.alternatives)
            assert any("its mb means about" in one for one in found.alternatives)

    def test_collapse_is_not_in_the_evidence_of_the_sixth_test(self) -> None:
        (claim,) = read_claims(CLAIMS / "collapse.yaml")
        checked = check_claim(claim, evidence_for(claim, None))
        assert checked.event is None
        assert {one.verdict for one in checked.items} == {"cannot tell"}
        (first, *_) = checked.items
        assert first.decided_by is not None
        assert first.decided_by.value == pytest.approx(510, abs=2)
        assert any("collapse of the cavity" in one for one in first.alternatives)

    def test_signals_that_follow_the_claimed_time_and_fit_no_event_are_named(self) -> None:
        (claim,) = read_claims(CLAIMS / "collapse.yaml")
        signals = (
            Excluded(id="A 2017-09-03T03:39:20.0Z", reason="fits no event"),
            Excluded(id="IC.MDJ 2017-09-03T03:39:25.8Z", reason="agrees with a second event of 2 stations"),
            Excluded(id="B 2017-09-03T03:31:00.0Z", reason="fits no event"),
            Excluded(id="no time", reason="fits no event"),
        )
        finding = case("dprk-2017").model_copy(update={"unassociated_signals": signals})
        reason = check_claim(claim, finding).items[0].reason
        assert "IC.MDJ 2017-09-03T03:39:25.8Z, agrees with a second event" in reason
        assert reason.index("IC.MDJ") < reason.index("A 2017")
        assert "B 2017" not in reason

    def test_2_september_of_the_resolution_is_the_date_in_new_york(self) -> None:
        (claim,) = read_claims(CLAIMS / "s-res-2375.yaml")
        found = items(claim, case("dprk-2017"))
        assert found["date"].verdict == "consistent"
        assert "UTC-12 to UTC-4" in found["date"].reason
        assert "2017-09-03" in found["date"].alternatives[0]
        assert found["territory"].verdict == "consistent"


class TestDate:
    @pytest.mark.parametrize(
        ("day", "zone", "expected"),
        [
            ("2017-09-02", "America/New_York", "consistent"),
            ("2017-09-02", "-04:00", "consistent"),
            ("2017-09-02", "UTC", "inconsistent"),
            ("2017-09-03", "UTC", "consistent"),
            ("2017-09-03", "Asia/Pyongyang", "consistent"),
            ("2017-09-03", "America/New_York", "inconsistent"),
            ("2017-09-04", None, "inconsistent"),
            ("2017-09-01", None, "inconsistent"),
        ],
    )
    def test_is_judged_by_the_clock_it_names(self, day: str, zone: str | None, expected: str) -> None:
        assert verdict({"date": day, "zone": zone}, "dprk-2017") == expected

    @settings(max_examples=40, deadline=None)
    @given(hours=st.integers(-12, 14))
    def test_agrees_on_every_clock_with_the_date_that_clock_shows(self, hours: int) -> None:
        finding = case("dprk-2017")
        local = finding.events[0].origin.time + timedelta(hours=hours)
        claim = Claim(day=local.date(), zone=f"{hours:+03d}:00")
        assert check_claim(claim, finding).items[0].verdict == "consistent"


class TestTime:
    def test_local_time_without_a_zone_is_inconsistent_and_the_clock_that_fits_is_named(self) -> None:
        claim = parse_claim({"time": "2017-09-03T12:00:02"})
        found = items(claim, case("dprk-2017"))["origin time"]
        assert found.verdict == "inconsistent"
        assert any("UTC+8.5" in one for one in found.alternatives)

    def test_with_its_zone_it_is_consistent(self) -> None:
        assert verdict({"time": "2017-09-03T12:00:02", "zone": "+08:30"}, "dprk-2017") == "consistent"
        assert verdict({"time": "2017-09-03T12:00:02+08:30"}, "dprk-2017") == "consistent"

    def test_minutes_alone_are_good_to_the_minute(self) -> None:
        assert verdict({"time": "2017-09-03T03:30Z"}, "dprk-2017") == "consistent"
        assert verdict({"time": "2017-09-03T03:32Z"}, "dprk-2017") == "cannot tell"

    @pytest.mark.parametrize(("error", "expected"), [(None, "inconsistent"), ("3.0", "consistent")])
    def test_a_stated_error_counts(self, error: str | None, expected: str) -> None:
        moment = case("dprk-2013").events[0].origin.time + timedelta(seconds=4)
        assert verdict({"time": f"{moment:%Y-%m-%dT%H:%M:%S}Z", "time_sd_s": error}) == expected

    def test_a_deeper_claim_may_be_later_by_what_is_due_to_its_depth(self) -> None:
        moment = case("dprk-2013").events[0].origin.time + timedelta(seconds=3.2)
        fields = {"time": f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"}
        assert items(parse_claim(fields), case("dprk-2013"))["origin time"].verdict == "inconsistent"
        deep = items(parse_claim(fields | {"depth_km": "20.0"}), case("dprk-2013"))["origin time"]
        assert deep.verdict == "consistent"
        assert "due to its depth" in deep.reason

    @pytest.mark.parametrize("second", ["51.4", "53.9", "57.333"])
    def test_the_difference_said_is_that_of_the_times_said(self, second: str) -> None:
        fields = {"time": f"2013-02-12T02:57:{second}Z"}
        found = items(parse_claim(fields), case("dprk-2013"))["origin time"]
        claimed, ours = (
            float(text.partition("Z")[0].rpartition(":")[2]) for text in (found.claimed, found.evidence)
        )
        said = re.search(r"minus evidence ([+-][\d.]+) s, .* deviations of ([\d.]+);", found.reason)
        assert said
        assert abs(float(said[1]) - (claimed - ours)) <= 0.0101  # each rounded to the hundredth
        assert len(said[1].partition(".")[2]) == len(said[2].partition(".")[2])


class TestPosition:
    def place(self, east_km: float, **fields: object) -> dict[str, ItemVerdict]:
        origin = case("dprk-2013").events[0].origin
        longitude = origin.longitude + east_km / 83.7
        return items(
            parse_claim({"latitude": f"{origin.latitude:.5f}", "longitude": f"{longitude:.5f}"} | fields),
            case("dprk-2013"),
        )

    def test_a_distance_beyond_every_bound_is_said_to_the_whole(self) -> None:
        assert re.search(r"standard deviations is [\d,]+, the", self.place(500.0)["position"].reason)

    def test_ours_agrees_with_itself_and_50_km_off_does_not(self) -> None:
        assert self.place(0.0)["position"].verdict == "consistent"
        assert self.place(50.0)["position"].verdict == "inconsistent"

    def test_the_error_said_to_suffice_does(self) -> None:
        wide = self.place(50.0)["position"]
        needed = float(wide.alternatives[0].split("error of ")[1].split(" km")[0])
        assert self.place(50.0, position_sd_km=f"{needed * 1.05:.3f}")["position"].verdict == "consistent"
        assert self.place(50.0, position_sd_km=f"{needed * 0.95:.3f}")["position"].verdict == "inconsistent"

    def test_a_claimed_ellipse_counts_along_its_axes(self) -> None:
        long_east = {"major_km": "60", "minor_km": "2", "strike_deg": "90", "level": "0.9"}
        long_north = long_east | {"strike_deg": "0"}
        assert self.place(40.0, ellipse=long_east)["position"].verdict == "consistent"
        assert self.place(40.0, ellipse=long_north)["position"].verdict == "inconsistent"

    @settings(max_examples=30, deadline=None)
    @given(near=st.floats(0.0, 30.0), more=st.floats(0.1, 200.0))
    def test_farther_is_never_more_consistent(self, near: float, more: float) -> None:
        if self.place(near)["position"].verdict == "inconsistent":
            assert self.place(near + more)["position"].verdict == "inconsistent"

    @pytest.mark.parametrize(
        ("latitude", "longitude", "slip"),
        [
            ("-41.3", "129.08", "other sign of latitude"),
            ("41.3", "-129.08", "other sign of longitude"),
            ("12.0", "41.3", None),
        ],
    )
    def test_a_slip_of_writing_is_named(self, latitude: str, longitude: str, slip: str | None) -> None:
        claim = parse_claim({"latitude": latitude, "longitude": longitude})
        found = items(claim, case("dprk-2017"))["position"]
        assert found.verdict == "inconsistent"
        assert any("sign" in one or "exchanged" in one for one in found.alternatives) == (slip is not None)
        assert slip is None or any(slip in one for one in found.alternatives)


class TestLevel:
    def test_of_true_claims_five_in_a_hundred_fall_outside(self) -> None:
        finding = case("dprk-2013")
        origin = finding.events[0].origin
        random = np.random.default_rng(2)
        scale = chi2.ppf(origin.ellipse.level, 2) ** 0.5
        strike = np.radians(origin.ellipse.strike_deg)
        along, across = random.normal(size=(2, 1500)) / scale
        along, across = along * origin.ellipse.major_km, across * origin.ellipse.minor_km
        east = along * np.sin(strike) + across * np.cos(strike)
        north = along * np.cos(strike) - across * np.sin(strike)
        places = position_at_offset(origin.latitude, origin.longitude, east, north)
        claims = [
            Claim(latitude=Claimed(latitude), longitude=Claimed(longitude))
            for latitude, longitude in zip(*(np.asarray(one).tolist() for one in places), strict=True)
        ]
        outside = sum(check_claim(one, finding).items[0].verdict == "inconsistent" for one in claims)
        assert 0.03 < outside / len(claims) < 0.07  # 0.05 +- 3.5 standard deviations of the count


class TestMagnitudeAndYield:
    def test_own_value_of_the_claimant_is_no_evidence(self) -> None:
        finding = case("dprk-2013")
        event = finding.events[0]
        only_usgs = tuple(one for one in event.magnitudes if one.kind == "mb")
        bare = finding.model_copy(update={"events": (event.model_copy(update={"magnitudes": only_usgs}),)})
        found = items(parse_claim({"by": "USGS", "mb": "5.1"}), bare)["magnitude mb"]
        assert found.verdict == "cannot tell"
        assert "claimant's own" in found.reason

    def test_measured_magnitude_decides(self) -> None:
        finding = case("dprk-2013")
        event = finding.events[0]
        quantity = Measured(
            value=5.0, low=4.9, high=5.1, level=0.9, unit="magnitude", inputs=("arrival:MDJ/P",)
        )
        ours = event.magnitudes[0].model_copy(
            update={"magnitude": quantity, "external": False, "source": "testban"}
        )
        bare = finding.model_copy(update={"events": (event.model_copy(update={"magnitudes": (ours,)}),)})
        for said, expected in (("5.1", "consistent"), ("5.5", "inconsistent")):
            assert items(parse_claim({"mb": said}), bare)["magnitude mb"].verdict == expected

    def test_another_kind_is_not_compared(self) -> None:
        assert verdict({"magnitudes": {"ML": "3.9"}}) == "cannot tell"

    def test_even_another_agency_refutes_a_magnitude_that_is_two_units_off(self) -> None:
        assert verdict({"mb": "7.1", "by": "X"}) == "inconsistent"

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"yield_kt": "10"}, "consistent"),
            ({"yield_kt": "500"}, "inconsistent"),
            ({"yield_kt": "0.1"}, "inconsistent"),
            ({"yield_low_kt": "6", "yield_high_kt": "9"}, "consistent"),
            ({"yield_low_kt": "400"}, "inconsistent"),
            ({"yield_high_kt": "0.2"}, "inconsistent"),
        ],
    )
    def test_yield_is_judged_in_its_logarithm(self, fields: dict[str, object], expected: str) -> None:
        assert verdict(fields) == expected

    def test_an_open_range_is_said_in_words(self) -> None:
        found = items(parse_claim({"yield_low_kt": "4"}), case("dprk-2013"))["yield"]
        assert found.claimed == "at least 4 kt"

    def test_withheld_magnitude_leaves_the_yield_open(self) -> None:
        finding = case("dprk-2013")
        missing = {"value": None, "status": "input_withheld", "reason": "external input mb is withheld"}
        content = json.loads(finding.to_json())
        content["events"][0]["yield"] = missing
        bare = Finding.model_validate_json(json.dumps(content))
        found = items(parse_claim({"yield_kt": "10"}), bare)["yield"]
        assert (found.verdict, found.reason) == ("cannot tell", missing["reason"])


class TestDepthWithResolution:
    def deep(self, low: float, value: float, high: float) -> Finding:
        finding = case("dprk-2013")
        event = finding.events[0]
        depth = event.origin.depth_km.model_copy(
            update={"low": low, "value": value, "high": high, "fixed": False}
        )
        origin: Origin = event.origin.model_copy(update={"depth_km": depth})
        return finding.model_copy(update={"events": (event.model_copy(update={"origin": origin}),)})

    @pytest.mark.parametrize(
        ("said", "expected"), [("15", "consistent"), ("30", "inconsistent"), ("0", "inconsistent")]
    )
    def test_a_resolved_depth_decides(self, said: str, expected: str) -> None:
        found = items(parse_claim({"depth_km": said}), self.deep(12.0, 15.0, 18.0))["depth"]
        assert found.verdict == expected


class TestKindAndRelativeSize:
    def sure(self, share: float, basis: str = "none") -> Finding:
        finding = case("dprk-2013")
        rest = 1.0 - share
        shares = (("explosion", share), ("earthquake", 0.8 * rest), ("collapse", 0.2 * rest))
        hypotheses = Hypotheses(
            status="answered",
            prior={"explosion": 1 / 3, "earthquake": 1 / 3, "collapse": 1 / 3},
            items=tuple(Hypothesis(name=name, probability=p) for name, p in shares),  # type: ignore[arg-type]
        )
        changes = {"hypotheses": hypotheses, "nuclear_basis": NuclearBasis(kind=basis, source="xenon")}  # type: ignore[arg-type]
        event = finding.events[0].model_copy(update=changes)
        return finding.model_copy(update={"events": (event,)})

    @pytest.mark.parametrize(
        ("share", "expected"), [(0.97, "consistent"), (0.5, "cannot tell"), (0.02, "inconsistent")]
    )
    def test_the_probability_decides_only_near_certainty(self, share: float, expected: str) -> None:
        found = items(parse_claim({"type": "explosion"}), self.sure(share))["kind of source"]
        assert found.verdict == expected

    def test_probability_prior_and_bounds_are_percentages_that_add_up(self) -> None:
        found = items(parse_claim({"type": "explosion"}), case("dprk-2017"))["kind of source"]
        shares = [int(share) for share in re.findall(r"(\d+) %", found.evidence)]
        assert sum(shares) == 100
        assert found.reason == (
            f"probability {shares[0]} % (before the data: explosion 47.5 %, earthquake 47.5 %, collapse "
            "5.0 % (packaged: a choice, no map of seismicity)); 95 % would confirm it, 5 % would refute it"
        )

    def test_radionuclides_carry_the_word_nuclear(self) -> None:
        found = items(parse_claim({"type": "nuclear test"}), self.sure(0.97, "radionuclide"))
        assert found["nuclear"].verdict == "consistent"

    @pytest.mark.parametrize(
        ("comparison", "expected"),
        [("larger", "consistent"), ("smaller", "inconsistent"), ("same", "inconsistent")],
    )
    def test_sixth_test_against_the_fourth_by_our_own_measurement(
        self, comparison: str, expected: str
    ) -> None:
        claim = parse_claim({"relative": {"to": "dprk-2016-01", "is": comparison}})
        found = items(claim, case("dprk-2017"))["seismic size against dprk-2016-01"]
        assert found.verdict == expected
        assert "measured on the same channels" in found.evidence

    def test_two_tests_of_one_magnitude_are_not_told_apart(self) -> None:
        for comparison in ("larger", "smaller", "same"):
            claim = parse_claim({"relative": {"to": "dprk-2016-01", "is": comparison}})
            assert check_claim(claim, case("dprk-2013")).items[0].verdict == "cannot tell"

    def test_magnitudes_of_two_agencies_are_not_subtracted(self) -> None:
        finding = with_sources(case("dprk-2013"), "NDC, in bulletin.txt")
        claim = parse_claim({"relative": {"to": "dprk-2016-01", "is": "smaller"}})
        (found,) = check_claim(claim, finding).items
        assert found.verdict == "cannot tell"
        assert "no magnitude by one agency" in found.reason

    def test_a_claimant_of_any_name_is_no_evidence_for_itself(self) -> None:
        finding = with_sources(case("dprk-2013"), "NDC, in bulletin.txt")
        claim = parse_claim({"by": "ndc", "mb": 5.1, "date": "2013-02-12"})
        assert "the claimant's own" in items(claim, finding)["magnitude mb"].reason
        claim = parse_claim({"by": "ND", "mb": 5.1, "date": "2013-02-12"})
        assert "another agency's" in items(claim, finding)["magnitude mb"].reason

    def test_a_case_nobody_knows_is_refused(self) -> None:
        with pytest.raises(ClaimError, match="dprk-1999"):
            check_claim(parse_claim({"relative": {"to": "dprk-1999", "is": "same"}}), case("dprk-2013"))


class TestForms:
    FIELDS = {"by": "X", "time": "2013-02-12T02:57:51Z", "latitude": "41.30", "longitude": "129.08"}  # noqa: RUF012

    def test_yaml_json_and_csv_say_the_same(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("\n".join(f"{key}: {value}" for key, value in self.FIELDS.items()))
        (tmp_path / "a.json").write_text(json.dumps(self.FIELDS))
        (tmp_path / "a.csv").write_text(",".join(self.FIELDS) + "\n" + ",".join(self.FIELDS.values()) + "\n")
        expected = (parse_claim(self.FIELDS),)
        for name in ("a.yaml", "a.json", "a.csv"):
            assert read_claims(tmp_path / name) == expected

    def test_digits_count_in_yaml_and_json_numbers(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("depth_km: 2.10\n")
        (tmp_path / "a.json").write_text('{"depth_km": 2.10}')
        for name in ("a.yaml", "a.json"):
            (claim,) = read_claims(tmp_path / name)
            assert claim.depth_km is not None
            assert claim.depth_km.step == pytest.approx(0.01)

    @pytest.mark.parametrize("form", ["event.xml", "event.txt"])
    def test_a_bulletin_is_a_claim_of_its_author(self, tmp_path: Path, form: str) -> None:
        finding = case("dprk-2013")
        write = write_quakeml if form.endswith("xml") else write_ims10
        write(finding, tmp_path / form)
        claims = read_claims(tmp_path / form)
        for claim in claims:
            found = items(claim, finding)
            assert found["origin time"].verdict == "consistent"
            assert found["position"].verdict == "consistent"

    def test_evidence_may_be_a_finding_an_envelope_a_folder_or_a_zip(self, tmp_path: Path) -> None:
        finding = case("dprk-2013")
        write_finding(finding, tmp_path / "folder")
        write_finding(finding, tmp_path / "x.zip")
        envelope = {"schema": "testban.envelope/1", "result": json.loads(finding.to_json())}
        (tmp_path / "envelope.json").write_text(json.dumps(envelope))
        for name in ("folder", "folder/finding.json", "x.zip", "envelope.json"):
            assert evidence_for(Claim(), str(tmp_path / name)) == finding

    def test_a_changed_dossier_is_no_evidence(self, tmp_path: Path) -> None:
        write_finding(case("dprk-2013"), tmp_path / "folder")
        text = (tmp_path / "folder" / "finding.json").read_text()
        (tmp_path / "folder" / "finding.json").write_text(text.replace("41.", "42.", 1))
        with pytest.raises(BadInputError, match=r"finding\.json was changed"):
            evidence_for(Claim(), str(tmp_path / "folder"))


class TestBadInput:
    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({}, "nothing is claimed"),
            ({"by": "X"}, "nothing is claimed"),
            ({"latitute": "41"}, "did you mean latitude"),
            ({"latitude": "41"}, "go together"),
            ({"latitude": "91", "longitude": "0"}, "between -90 and 90"),
            ({"latitude": "forty", "longitude": "0"}, "is not a number"),
            ({"latitude": "nan", "longitude": "0"}, "is not a number"),
            ({"time": "yesterday"}, "is not of the form"),
            ({"time": "2017-02-30T00:00:00Z"}, "2017-02-30"),
            ({"time": "2017-09-03T03:30:01Z", "time_sd_s": "0"}, "an error is above zero"),
            ({"date": "3 September"}, "is not of the form"),
            ({"date": "9999-12-31"}, "between 1889 and 2199"),
            ({"time": "0001-01-01T00:00:00Z", "zone": "+14:00"}, "between 1889 and 2199"),
            ({"date": "2017-09-03", "zone": "Mars/Olympus"}, "zone 'Mars/Olympus' unknown"),
            ({"date": "2017-09-03", "zone": "../../etc/passwd"}, "unknown"),
            ({"date": "2017-09-03", "zone": "+25:00"}, "more than 14 hours"),
            ({"type": "meteor"}, "known are"),
            ({"mb": "64"}, "between -3 and 10"),
            ({"magnitudes": ["6"]}, "no pairs"),
            ({"yield_kt": "-3"}, "between"),
            ({"yield_kt": "3", "yield_low_kt": "2"}, "exclude each other"),
            ({"yield_low_kt": "3", "yield_high_kt": "2"}, "is above"),
            ({"relative": [{"to": "dprk-2009"}]}, "needs"),
            ({"relative": [{"to": "dprk-2009", "is": "bigger"}]}, "none of"),
            ({"ellipse": {"major_km": "3"}}, "ellipse needs"),
        ],
    )
    def test_is_named_with_its_field(self, fields: dict[str, object], reason: str) -> None:
        with pytest.raises(ClaimError, match=reason):
            parse_claim(fields)

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.yaml", "a: &x [1]\nb: *x\n", "aliases"),
            ("a.yaml", "depth_km: [", "cannot be read"),
            ("a.yaml", "- 3\n", "no named fields"),
            ("a.yaml", "- {depth_km: 1}\n- {depth_kn: 1}\n", r"a\.yaml: 2: .*did you mean depth_km"),
            ("a.json", "[" * 100_000, "nested too deep"),
            ("a.json", "[]", "holds 0 claims"),
            ("a.csv", "time,mb\n", "holds 0 claims"),
            ("a.csv", "time,mb\n" + 200_000 * "x", r"a\.csv: row .: field larger"),
            ("a.csv", "time,mb,mb\n2013-02-12T02:57:51Z,5,6\n", "column 'mb' stands twice"),
            ("a.yaml", 50_000 * "[", "nested deeper than 32"),
            ("a.yaml", "mb: 5.0\nby: x\nmb: 6.0\n", "line 3, column 1: gives 'mb' twice"),
            ("a.json", '{"mb": 5, "mb": 6}', "gives 'mb' twice"),
        ],
    )
    def test_a_broken_file_is_named(self, tmp_path: Path, name: str, content: str, reason: str) -> None:
        (tmp_path / name).write_text(content)
        with pytest.raises(ClaimError, match=reason):
            read_claims(tmp_path / name)

    def test_absent_binary_and_oversized_files_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(ClaimError, match="no such file"):
            read_claims(tmp_path / "absent.yaml")
        (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(ClaimError, match="not UTF-8"):
            read_claims(tmp_path / "b.yaml")
        (tmp_path / "c.json").write_bytes(b" " * (1024 * 1024 + 1))
        with pytest.raises(ClaimError, match="more than the 1048576 bytes"):
            read_claims(tmp_path / "c.json")

    def test_no_case_near_the_claim_asks_for_evidence(self) -> None:
        with pytest.raises(ClaimError, match="--evidence"):
            evidence_for(Claim(day=date(1995, 1, 1)), None)
        with pytest.raises(ClaimError, match="--evidence"):
            evidence_for(parse_claim({"depth_km": "2"}), None)

    def test_a_level_that_is_none(self) -> None:
        with pytest.raises(ClaimError, match="between"):
            check_claim(Claim(time=datetime(2013, 2, 12, tzinfo=UTC)), case("dprk-2013"), level=95.0)

    def test_evidence_without_an_event_decides_nothing_and_says_why(self) -> None:
        empty = case("dprk-2013").model_copy(
            update={"events": (), "statement": "Not located, because 2 arrivals."}
        )
        (one,) = check_claim(parse_claim({"mb": "5"}), empty).items
        assert one.verdict == "cannot tell"
        assert "2 arrivals" in one.reason

    @settings(max_examples=100, deadline=None)
    @given(
        fields=st.dictionaries(
            st.sampled_from(
                ["time", "date", "zone", "latitude", "longitude", "mb", "yield_kt", "type", "ellipse"]
            ),
            st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none(), st.lists(st.text())),
        )
    )
    def test_anything_at_all_gives_a_claim_or_a_reason(self, fields: dict[str, object]) -> None:
        try:
            claim = parse_claim(fields)
        except ClaimError:
            return
        check_claim(claim, case("dprk-2013"))
