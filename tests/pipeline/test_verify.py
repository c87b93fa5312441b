"""Verify: what was done to a dossier is found and said, and computing again gives the same."""

from __future__ import annotations

import json
import shutil
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testban.dossier import (
    FolderError,
    key_id,
    load_private_key,
    load_public_key,
    make_key,
    open_dossier,
    sha256_of,
    sign_manifest,
    write_zip,
)
from testban.dossier.manifest import canonical
from testban.model import Finding
from testban.pipeline import assess, collect_inputs, observe, verify, write_finding
from testban.pipeline.rerun import compare_findings

CASE = "dprk-2006"
CASES = Path(str(files("testban.cases")))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("verify")


@pytest.fixture(scope="module")
def key(home: Path) -> Ed25519PrivateKey:
    make_key(home / "state.pem")
    return load_private_key(home / "state.pem")


@pytest.fixture(scope="module")
def finding() -> Finding:
    return assess(observe(CASE))


@pytest.fixture(scope="module")
def signed(home: Path, key: Ed25519PrivateKey, finding: Finding) -> Path:
    write_finding(finding, home / "signed", sources=collect_inputs(CASE, observe(CASE)), key=key)
    return home / "signed"


@pytest.fixture(scope="module")
def zipped(signed: Path, home: Path) -> Path:
    return write_zip(signed, home / "signed.zip")


@pytest.fixture
def copy(signed: Path, tmp_path: Path) -> Path:
    shutil.copytree(signed, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.fixture
def without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a line where the page with its figures would stand: for tests of the finding alone."""

    def write(finding: Finding, folder: Path, **_: object) -> None:
        (folder / "dossier.html").write_text(finding.id)

    monkeypatch.setattr("testban.pipeline.write.write_html", write)


def problems(path: Path, **options: object) -> str:
    verified = verify(path, **options)  # type: ignore[arg-type]
    assert not verified.accepted
    return "\n".join(verified.problems)


def rewrite(folder: Path, change: object, *, key: Ed25519PrivateKey | None = None) -> None:
    """Change the manifest as somebody who knows its form would."""
    content = json.loads((folder / "manifest.json").read_bytes())
    change(content)  # type: ignore[operator]
    (folder / "manifest.json").write_bytes(canonical(content))
    if key is not None:
        sign_manifest(folder, key)


class TestIntact:
    def test_folder_and_zip_are_accepted_with_their_signer(
        self, signed: Path, key: Ed25519PrivateKey, tmp_path: Path
    ) -> None:
        for path in (signed, write_zip(signed, tmp_path / "x.zip")):
            verified = verify(path, key=key.public_key())
            assert verified.accepted
            assert verified.checked is not None
            assert verified.checked.signer == key_id(key.public_key())

    def test_every_input_travels_with_it(self, signed: Path, finding: Finding) -> None:
        content = json.loads((signed / "manifest.json").read_bytes())
        assert {row["name"] for row in content["inputs"]} == {row.name for row in finding.provenance.inputs}
        for row in content["inputs"]:
            assert sha256_of(signed / row["file"]) == row["sha256"]

    def test_written_as_zip_at_once_it_is_the_same(
        self, signed: Path, key: Ed25519PrivateKey, finding: Finding, tmp_path: Path
    ) -> None:
        sources = collect_inputs(CASE, observe(CASE))
        (path,) = write_finding(finding, tmp_path / "at-once.zip", sources=sources, key=key)
        assert path.read_bytes() == write_zip(signed, tmp_path / "later.zip").read_bytes()

    def test_an_unsigned_one_is_intact_and_without_signer(self, finding: Finding, tmp_path: Path) -> None:
        write_finding(finding, tmp_path / "plain")
        verified = verify(tmp_path / "plain")
        assert verified.accepted
        assert verified.checked is not None
        assert verified.checked.signer is None


class TestFiles:
    @pytest.mark.parametrize(
        "name", ["finding.json", "dossier.html", "inputs/arrivals.csv", "event.quakeml.xml"]
    )
    def test_one_flipped_byte_is_found_in_each(self, copy: Path, name: str) -> None:
        data = bytearray((copy / name).read_bytes())
        data[len(data) // 2] ^= 1
        (copy / name).write_bytes(data)
        assert f"{name} was changed" in problems(copy)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_a_flipped_bit_anywhere_in_a_signed_dossier_is_found(
        self, copy: Path, data: st.DataObject
    ) -> None:
        names = sorted(path for path in copy.rglob("*") if path.is_file())
        path = data.draw(st.sampled_from(names))
        original = path.read_bytes()
        at = data.draw(st.integers(0, 8 * len(original) - 1))
        changed = bytearray(original)
        changed[at // 8] ^= 1 << at % 8
        path.write_bytes(changed)
        try:
            accepted = verify(copy).accepted
        finally:
            path.write_bytes(original)
        # A PEM file may hold bytes that mean nothing (its line ends); the key in it is then unchanged.
        assert not accepted

    def test_two_swapped_files_are_named_as_swapped(self, copy: Path) -> None:
        one, other = copy / "inputs" / "arrivals.csv", copy / "inputs" / "stations.csv"
        a, b = one.read_bytes(), other.read_bytes()
        one.write_bytes(b)
        other.write_bytes(a)
        text = problems(copy)
        assert "it holds what the manifest lists as inputs/stations.csv" in text
        assert "it holds what the manifest lists as inputs/arrivals.csv" in text

    def test_an_absent_file_and_one_added_are_named(self, copy: Path) -> None:
        (copy / "dossier.html").rename(copy / "other.html")
        text = problems(copy)
        assert "dossier.html is absent" in text
        assert "other.html is in no manifest" in text

    def test_a_link_in_place_of_a_file_is_refused(self, copy: Path) -> None:
        moved = copy.parent / "finding.json"
        (copy / "finding.json").rename(moved)
        (copy / "finding.json").symlink_to(moved)
        assert "a link" in problems(copy)

    def test_without_a_manifest_nothing_is_accepted(self, copy: Path) -> None:
        (copy / "manifest.json").unlink()
        assert "manifest.json is absent" in problems(copy)

    def test_a_flipped_byte_inside_a_zip_is_refused(self, signed: Path, tmp_path: Path) -> None:
        path = write_zip(signed, tmp_path / "x.zip")
        with zipfile.ZipFile(path) as archive:
            at = archive.getinfo("finding.json").header_offset + 200
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        path.write_bytes(data)
        assert "damaged" in problems(path)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_a_zip_broken_anywhere_is_refused_or_holds_the_same(
        self, zipped: Path, tmp_path: Path, data: st.DataObject
    ) -> None:
        content = bytearray(zipped.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.one_of(st.integers(0, len(content) - 1), st.integers(-2500, -1)))
            content[at] = data.draw(st.integers(0, 255))
        broken = tmp_path / "broken.zip"
        broken.write_bytes(content)
        try:
            verified = verify(broken)
        except FolderError:
            return
        if verified.accepted:
            with open_dossier(broken) as one, open_dossier(zipped) as other:
                for path in other.rglob("*"):
                    inner = path.relative_to(other)
                    assert path.is_dir() or (one / inner).read_bytes() == path.read_bytes()

    def test_an_empty_folder_and_an_absent_path(self, tmp_path: Path) -> None:
        assert "absent" in problems(tmp_path)
        with pytest.raises(FolderError, match="nowhere"):
            verify(tmp_path / "nowhere")


class TestManifest:
    def test_a_path_that_escapes_is_refused_and_not_read(self, copy: Path, key: Ed25519PrivateKey) -> None:
        (copy.parent / "outside.txt").write_text("x")
        record = {"sha256": sha256_of(copy.parent / "outside.txt"), "bytes": 1}
        rewrite(copy, lambda content: content["files"].update({"../outside.txt": record}), key=key)
        assert "../outside.txt: its path escapes" in problems(copy)

    def test_an_absent_file_that_it_names(self, copy: Path, key: Ed25519PrivateKey) -> None:
        record = {"sha256": "0" * 64, "bytes": 1}
        rewrite(copy, lambda content: content["files"].update({"inputs/more.csv": record}), key=key)
        assert "inputs/more.csv is absent" in problems(copy)

    def test_another_hash_for_an_input_than_for_its_file(self, copy: Path, key: Ed25519PrivateKey) -> None:
        rewrite(copy, lambda content: content["inputs"][0].update(sha256="0" * 64), key=key)
        assert "another hash" in problems(copy)

    def test_a_recipe_that_reads_outside_the_inputs(self, copy: Path, key: Ed25519PrivateKey) -> None:
        for place in ("../inputs", "finding.json", "/etc"):
            rewrite(copy, lambda content, p=place: content["recipe"].update(observations=p), key=key)
            assert "no input of this dossier" in problems(copy, compute_again=True)

    def test_a_finding_of_another_event_under_this_manifest(self, copy: Path, key: Ed25519PrivateKey) -> None:
        text = (copy / "finding.json").read_text().replace('"id":"dprk-2006"', '"id":"dprk-2009"')
        text = text.replace('"id": "dprk-2006"', '"id": "dprk-2009"', 1)
        (copy / "finding.json").write_text(text)
        record = {"sha256": sha256_of(copy / "finding.json"), "bytes": len(text.encode())}
        rewrite(copy, lambda content: content["files"].update({"finding.json": record}), key=key)
        assert "another finding" in problems(copy)


class TestSignature:
    def test_by_another_key_than_demanded(self, signed: Path, home: Path) -> None:
        other = load_public_key(make_key(home / "other.pem"))
        assert f"a signature by {key_id(other)} is demanded" in problems(signed, key=other)

    def test_stripped_from_a_signed_dossier(self, copy: Path) -> None:
        (copy / "manifest.sig").unlink()
        (copy / "signer.pem").unlink()
        assert "manifest.sig and signer.pem absent" in problems(copy)

    def test_stripped_with_the_manifest_made_anew_where_a_key_is_demanded(
        self, copy: Path, key: Ed25519PrivateKey
    ) -> None:
        (copy / "manifest.sig").unlink()
        (copy / "signer.pem").unlink()
        rewrite(copy, lambda content: content.update(signer=None))
        assert verify(copy).accepted
        assert "not signed" in problems(copy, key=key.public_key())

    def test_made_anew_by_another_key_under_the_first_ones_name(self, copy: Path) -> None:
        sign_manifest(copy, Ed25519PrivateKey.generate())
        assert "the manifest says that" in problems(copy)

    def test_of_an_earlier_manifest(self, copy: Path) -> None:
        rewrite(copy, lambda content: content["parameters"].update({"location.level": 0.5}))
        assert "no signature of signer.pem over manifest.json" in problems(copy)

    def test_added_to_a_manifest_that_names_no_signer(
        self, finding: Finding, key: Ed25519PrivateKey, tmp_path: Path
    ) -> None:
        write_finding(finding, tmp_path / "plain")
        sign_manifest(tmp_path / "plain", key)
        assert "names no signer" in problems(tmp_path / "plain")

    def test_with_a_private_key_in_place_of_the_public_one(self, copy: Path, home: Path) -> None:
        shutil.copy(home / "state.pem", copy / "signer.pem")
        assert "private key" in problems(copy)


class TestRerun:
    def test_the_same_bytes_on_the_same_platform(self, signed: Path) -> None:
        again = verify(signed, compute_again=True).rerun
        assert again is not None
        assert again.result == "identical"
        assert again.pages == ()
        assert again.circumstances == ()

    def test_a_finding_bent_by_its_author_is_found_though_every_hash_and_signature_holds(
        self, copy: Path, key: Ed25519PrivateKey
    ) -> None:
        content = json.loads((copy / "finding.json").read_text())
        content["events"][0]["origin"]["latitude"] += 0.5
        (copy / "finding.json").write_text(json.dumps(content))
        record = {"sha256": sha256_of(copy / "finding.json"), "bytes": (copy / "finding.json").stat().st_size}
        rewrite(copy, lambda manifest: manifest["files"].update({"finding.json": record}), key=key)
        assert verify(copy, key=key.public_key()).accepted
        verified = verify(copy, key=key.public_key(), compute_again=True)
        assert not verified.accepted
        assert verified.rerun is not None
        assert verified.rerun.result == "differs"
        assert verified.rerun.differences[0].path == "events[0].origin.latitude"

    @pytest.mark.usefixtures("without_pages")
    def test_a_file_of_arrivals_with_its_stations(self, home: Path) -> None:
        target, stations = str(CASES / CASE / "arrivals.csv"), CASES / CASE / "stations.csv"
        observations = observe(target, stations_path=stations)
        sources = collect_inputs(target, observations, stations_path=stations)
        write_finding(assess(observations), home / "file", sources=sources)
        again = verify(home / "file", compute_again=True).rerun
        assert again is not None
        assert again.result == "identical"

    @pytest.mark.usefixtures("without_pages")
    def test_a_file_that_takes_its_stations_from_the_register(self, home: Path) -> None:
        target = str(CASES / CASE / "arrivals.csv")
        observations = observe(target)
        write_finding(
            assess(observations), home / "register.zip", sources=collect_inputs(target, observations)
        )
        again = verify(home / "register.zip", compute_again=True).rerun
        assert again is not None
        assert again.result == "identical"

    @pytest.mark.usefixtures("without_pages")
    def test_a_prior_given_by_the_user_is_given_again(self, home: Path, finding: Finding) -> None:
        prior = {"explosion": 0.6, "earthquake": 0.3, "collapse": 0.1}
        observations = observe(CASE)
        found = assess(observations, prior=prior)
        assert compare_findings(finding, found)
        write_finding(found, home / "prior", sources=collect_inputs(CASE, observations), prior=prior)
        again = verify(home / "prior", compute_again=True).rerun
        assert again is not None
        assert again.result == "identical"

    @pytest.mark.usefixtures("without_pages")
    def test_without_inputs_it_is_refused_with_the_reason(self, finding: Finding, tmp_path: Path) -> None:
        write_finding(finding, tmp_path / "plain")
        assert "no inputs travel" in problems(tmp_path / "plain", compute_again=True)


class TestFirstSchema:
    @pytest.fixture
    def old(self, copy: Path) -> Path:
        """The same dossier as a version of the first schema wrote it: events without kind and name."""
        content = json.loads((copy / "finding.json").read_text())
        content["schema_version"] = "testban.finding/1"
        for event in content["events"]:
            del event["kind"], event["id"]
        (copy / "finding.json").write_text(json.dumps(content))
        manifest = json.loads((copy / "manifest.json").read_text())
        manifest["finding"]["schema_version"] = "testban.finding/1"
        manifest["files"]["finding.json"] = {
            "bytes": (copy / "finding.json").stat().st_size,
            "sha256": sha256_of(copy / "finding.json"),
        }
        (copy / "manifest.json").write_bytes(canonical(manifest))
        return copy

    @pytest.mark.usefixtures("without_pages")
    def test_its_dossier_is_verified_and_computed_again(self, old: Path, key: Ed25519PrivateKey) -> None:
        sign_manifest(old, key)
        verified = verify(old, key=key.public_key(), compute_again=True)
        assert verified.accepted
        assert verified.rerun is not None
        assert verified.rerun.result == "within tolerance"
        assert verified.rerun.differences == ()
        assert "schema testban.finding/1 then, testban.finding/2 now" in verified.rerun.circumstances

    def test_a_manifest_that_names_another_schema_is_refused(self, old: Path, key: Ed25519PrivateKey) -> None:
        manifest = json.loads((old / "manifest.json").read_text())
        manifest["finding"]["schema_version"] = "testban.finding/2"
        (old / "manifest.json").write_bytes(canonical(manifest))
        sign_manifest(old, key)
        assert "another finding than the manifest names" in problems(old)


class TestComparison:
    def change(self, finding: Finding, **fields: object) -> Finding:
        event = finding.events[0]
        origin = event.origin.model_copy(update=fields)
        return finding.model_copy(update={"events": (event.model_copy(update={"origin": origin}),)})

    def test_rounding_of_another_machine_is_within_tolerance(self, finding: Finding) -> None:
        latitude = finding.events[0].origin.latitude
        (one,) = compare_findings(finding, self.change(finding, latitude=latitude + 1e-9))
        assert one.within

    def test_a_hundred_metres_are_not(self, finding: Finding) -> None:
        latitude = finding.events[0].origin.latitude
        (one,) = compare_findings(finding, self.change(finding, latitude=latitude + 0.001))
        assert not one.within

    def test_another_count_of_arrivals_is_not(self, finding: Finding) -> None:
        used = finding.events[0].origin.arrivals_used
        (one,) = compare_findings(finding, self.change(finding, arrivals_used=used + 1))
        assert not one.within

    @pytest.mark.parametrize(
        ("statement", "within"),
        [("mb 6.12 near 41.3001", True), ("mb 6.2 near 41.3000", False), ("Ms 6.12 near 41.3000", False)],
    )
    def test_text_may_differ_in_the_last_digit_only(
        self, finding: Finding, statement: str, within: bool
    ) -> None:
        before = finding.model_copy(update={"statement": "mb 6.12 near 41.3000"})
        (one, *_) = (
            *compare_findings(before, finding.model_copy(update={"statement": statement})),
            None,
        )
        assert one is not None
        assert one.within is within


class TestCollecting:
    def test_an_input_that_changed_meanwhile_is_refused(self, tmp_path: Path) -> None:
        shutil.copytree(CASES / CASE, tmp_path / "case")
        observations = observe(str(tmp_path / "case"))
        with (tmp_path / "case" / "arrivals.csv").open("a") as stream:
            stream.write("\n")
        with pytest.raises(Exception, match=r"arrivals\.csv changed"):
            collect_inputs(str(tmp_path / "case"), observations)

    def test_files_of_one_name_do_not_take_each_others_place(self, tmp_path: Path) -> None:
        for name in ("arrivals", "stations"):
            (tmp_path / name).mkdir()
            shutil.copy(CASES / CASE / f"{name}.csv", tmp_path / name / "data.csv")
        target, stations = str(tmp_path / "arrivals" / "data.csv"), tmp_path / "stations" / "data.csv"
        sources = collect_inputs(target, observe(target, stations_path=stations), stations_path=stations)
        assert set(sources.files) == {"inputs/observations/data.csv", "inputs/stations/data.csv"}
