"""Verify: what was done to a dossier is found and said, and computing again gives the same."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthetic_records import network, quake
from testban.dossier import (
    FolderError,
    Recipe,
    TrustedKey,
    hash_files,
    key_id,
    load_private_key,
    load_public_key,
    make_key,
    open_dossier,
    refuse_private_key,
    sha256_of,
    sign_manifest,
    write_crate,
    write_manifest,
    write_zip,
)
from testban.dossier.manifest import canonical
from testban.model import BadInputError, Excluded, Finding
from testban.pipeline import (
    AssessOptions,
    Verified,
    assess,
    co_sign,
    collect_inputs,
    observe,
    observe_with_pictures,
    verify,
    write_finding,
)
from testban.pipeline.compare import compare_findings

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

    monkeypatch.setattr("testban.pipeline.outputs.write_html", write)


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


def author_signs(folder: Path, finding: Finding, key: Ed25519PrivateKey) -> None:
    """Make manifest and signature anew over what lies there, as the author of a dossier could."""
    case = Recipe(observations="inputs")
    inputs = {
        (row.name, row.sha256): next(
            name
            for name, record in hash_files(folder).items()
            if name.startswith("inputs/") and record["sha256"] == row.sha256
        )
        for row in finding.provenance.inputs
    }
    write_crate(folder, finding, signed=True)
    write_manifest(folder, finding, recipe=case, input_files=inputs, signer=key_id(key.public_key()))
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
            assert "not an input of this dossier" in problems(copy, compute_again=True)

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
        assert "ro-crate-metadata.json does not say" in problems(copy)
        assert "not signed" in problems(copy, key=key.public_key())

    def test_made_anew_by_another_key_under_the_first_ones_name(self, copy: Path) -> None:
        sign_manifest(copy, Ed25519PrivateKey.generate())
        assert "the manifest says that" in problems(copy)

    def test_of_an_earlier_manifest(self, copy: Path) -> None:
        rewrite(copy, lambda content: content["parameters"].update({"location.level": 0.5}))
        assert "not a signature of signer.pem over manifest.json" in problems(copy)

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
        assert again.circumstances == ()

    def test_a_finding_bent_by_its_author_is_found_though_every_hash_and_signature_holds(
        self, copy: Path, key: Ed25519PrivateKey
    ) -> None:
        content = json.loads((copy / "finding.json").read_text())
        content["events"][0]["origin"]["latitude"] += 0.5
        bent = Finding.model_validate_json(json.dumps(content))
        held = sha256_of(copy / "inputs" / "case.yaml")
        shutil.move(copy / "inputs", copy.parent / "inputs")
        write_finding(bent, copy, sources=None, key=key)
        shutil.move(copy.parent / "inputs", copy / "inputs")
        assert held == sha256_of(copy / "inputs" / "case.yaml")
        author_signs(copy, bent, key)
        assert verify(copy, key=key.public_key()).status == "authentic, not re-computed"
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
        write_finding(
            found,
            home / "prior",
            sources=collect_inputs(CASE, observations),
            options=AssessOptions(prior=prior),
        )
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
        manifest["software"]["sha256"] = "0" * 64
        manifest["files"]["finding.json"] = {
            "bytes": (copy / "finding.json").stat().st_size,
            "sha256": sha256_of(copy / "finding.json"),
        }
        (copy / "manifest.json").write_bytes(canonical(manifest))
        return copy

    def test_its_dossier_is_verified_and_computed_again(self, old: Path, key: Ed25519PrivateKey) -> None:
        sign_manifest(old, key)
        verified = verify(old, key=key.public_key(), compute_again=True)
        assert verified.status == "authentic, words and numbers compared", verified.problems
        assert verified.rerun is not None
        assert verified.rerun.result == "within tolerance"
        assert verified.rerun.differences == ()
        assert "schema testban.finding/1 then, testban.finding/2 now" in verified.rerun.circumstances

    def bend(self, old: Path, key: Ed25519PrivateKey, change: Callable[[dict[str, Any]], None]) -> Verified:
        content = json.loads((old / "finding.json").read_text())
        change(content)
        (old / "finding.json").write_text(json.dumps(content))
        record = {"sha256": sha256_of(old / "finding.json"), "bytes": (old / "finding.json").stat().st_size}
        rewrite(old, lambda manifest: manifest["files"].update({"finding.json": record}), key=key)
        return verify(old, key=key.public_key(), compute_again=True)

    def test_sentences_of_other_software_do_not_keep_its_numbers_from_being_compared(
        self, old: Path, key: Ed25519PrivateKey
    ) -> None:
        verified = self.bend(old, key, lambda content: content.update(statement="Something shook."))
        assert verified.rerun is not None
        assert verified.rerun.result == "reworded"
        assert verified.status == "cannot tell"
        assert not verified.accepted
        assert "every number and answer is within tolerance" in verified.problems[-1]

    def test_an_answer_bent_in_a_dossier_of_other_software_differs(
        self, old: Path, key: Ed25519PrivateKey
    ) -> None:
        verified = self.bend(
            old, key, lambda content: content["events"][0]["nuclear_basis"].update(kind="radionuclide")
        )
        assert verified.rerun is not None
        assert verified.rerun.result == "differs"
        assert not verified.accepted

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


class TestOutputs:
    """What people read is what was verified: every output is made anew from the finding and compared."""

    @pytest.mark.parametrize(
        ("name", "before", "after"),
        [
            ("dossier.html", b"</h1>", b" Natural earthquake 99 %, inside China</h1>"),
            ("dossier.html", b"</body>", b"<script>alert(1)</script></body>"),
            ("dossier.html", b"<svg", b"<svg><text>earthquake 99 %</text></svg><svg"),
            ("event.quakeml.xml", b"<latitude>", b"<latitude><!-- 0.0 -->"),
            ("event.quakeml.xml", b"41.", b"42."),
            ("bulletin.ims.txt", b"129.", b"128."),
            ("bulletin.ims.txt", b"STOP", b"(#OUTPUT earthquake)\nSTOP"),
            ("ro-crate-metadata.json", b"finding.json", b"another.json"),
        ],
    )
    def test_an_output_that_contradicts_the_finding_is_refused_whoever_signed_it(
        self, copy: Path, key: Ed25519PrivateKey, finding: Finding, name: str, before: bytes, after: bytes
    ) -> None:
        content = (copy / name).read_bytes()
        assert before in content
        (copy / name).write_bytes(content.replace(before, after, 1))
        record = {"sha256": sha256_of(copy / name), "bytes": (copy / name).stat().st_size}
        rewrite(copy, lambda manifest: manifest["files"].update({name: record}), key=key)
        verified = verify(copy, key=key.public_key(), compute_again=True)
        assert verified.status == "altered"
        assert f"{name} does not say what the finding says" in verified.problems[0]

    def test_a_file_that_nothing_makes_of_a_finding_is_refused(
        self, copy: Path, key: Ed25519PrivateKey, finding: Finding
    ) -> None:
        (copy / "read-me-first.html").write_text("<p>earthquake</p>")
        author_signs(copy, finding, key)
        assert "read-me-first.html is not among" in problems(copy, key=key.public_key())

    @pytest.mark.parametrize("name", ["dossier.html", "event.quakeml.xml", "bulletin.ims.txt"])
    def test_an_output_left_out_is_missed(
        self, copy: Path, key: Ed25519PrivateKey, finding: Finding, name: str
    ) -> None:
        (copy / name).unlink()
        author_signs(copy, finding, key)
        assert f"{name} is absent" in problems(copy, key=key.public_key())

    def test_a_key_given_twice_in_the_finding_is_refused(self, copy: Path, key: Ed25519PrivateKey) -> None:
        text = (copy / "finding.json").read_text()
        (copy / "finding.json").write_text(text.replace("{", '{\n "id": "other",', 1))
        record = {"sha256": sha256_of(copy / "finding.json"), "bytes": (copy / "finding.json").stat().st_size}
        rewrite(copy, lambda manifest: manifest["files"].update({"finding.json": record}), key=key)
        assert "not in canonical form" in problems(copy)

    def other_software(self, content: dict) -> None:
        content["software"]["sha256"] = "0" * 64

    def test_of_other_software_words_and_numbers_are_compared_and_it_is_never_called_re_computed(
        self, copy: Path, key: Ed25519PrivateKey
    ) -> None:
        rewrite(copy, self.other_software, key=key)
        verified = verify(copy, key=key.public_key(), compute_again=True)
        assert verified.status == "authentic, words and numbers compared"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (b"</h1>", b" earthquake</h1>"),
            (b"explosion", b"earthquake"),
            (b"</style>", b"h1::after { content: ' earthquake 99 %' }</style>"),
        ],
    )
    def test_of_other_software_other_words_cannot_be_judged_and_are_named(
        self, copy: Path, key: Ed25519PrivateKey, before: bytes, after: bytes
    ) -> None:
        content = (copy / "dossier.html").read_bytes()
        (copy / "dossier.html").write_bytes(content.replace(before, after))
        record = {
            "sha256": sha256_of(copy / "dossier.html"),
            "bytes": (copy / "dossier.html").stat().st_size,
        }
        rewrite(copy, lambda manifest: manifest["files"].update({"dossier.html": record}), key=key)
        rewrite(copy, self.other_software, key=key)
        verified = verify(copy, key=key.public_key())
        assert verified.status == "cannot tell"
        assert "dossier.html" in verified.problems[0]


class TestWhoSigned:
    def trusted(self, key: Ed25519PrivateKey, **fields: object) -> dict[str, TrustedKey]:
        identifier = key_id(key.public_key())
        return {identifier: TrustedKey(name="NDC of Utopia", id=identifier, **fields)}

    def test_a_trusted_key_and_a_computation_that_agrees_are_authentic_and_re_computed(
        self, signed: Path, key: Ed25519PrivateKey
    ) -> None:
        verified = verify(signed, trust=self.trusted(key), compute_again=True)
        assert verified.status == "authentic and re-computed"

    def test_without_a_key_or_a_trust_file_no_signer_is_known(self, signed: Path) -> None:
        assert verify(signed, compute_again=True).status == "intact, signer unknown"

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"valid_until": date(2020, 1, 1)}, "trusted until 2020-01-01"),
            ({"valid_from": date(2030, 1, 1)}, "trusted from 2030-01-01"),
            ({"revoked": date(2026, 1, 1)}, "revoked on 2026-01-01"),
        ],
    )
    def test_a_key_outside_its_term_is_not_trusted(
        self, signed: Path, key: Ed25519PrivateKey, fields: dict[str, date], reason: str
    ) -> None:
        verified = verify(signed, trust=self.trusted(key, **fields), today=date(2026, 6, 1))
        assert verified.status == "intact, signer unknown"
        (verdict,) = (verified.signers or {}).values()
        assert reason in verdict.reason

    def test_a_signed_time_is_what_the_term_is_compared_with(
        self, finding: Finding, key: Ed25519PrivateKey, tmp_path: Path
    ) -> None:
        write_finding(finding, tmp_path / "dated", key=key, signed_at=datetime(2019, 5, 1, 12, tzinfo=UTC))
        trust = self.trusted(key, valid_until=date(2020, 1, 1))
        assert verify(tmp_path / "dated", trust=trust).status == "authentic, not re-computed"

    def test_several_sign_one_dossier_as_folder_and_as_zip(
        self, copy: Path, key: Ed25519PrivateKey, tmp_path: Path
    ) -> None:
        other = Ed25519PrivateKey.generate()
        for path in (copy, write_zip(copy, tmp_path / "x.zip")):
            before = (copy / "manifest.json").read_bytes()
            assert co_sign(path, other) == key_id(other.public_key())
            with open_dossier(path) as opened:
                assert (opened / "manifest.json").read_bytes() == before
            verified = verify(path, trust=self.trusted(other))
            assert verified.status == "authentic, not re-computed"
            assert len(verified.signers or {}) == 2
            with pytest.raises(BadInputError, match="already"):
                co_sign(path, other)

    def test_a_signature_added_for_another_manifest_is_refused(self, copy: Path) -> None:
        co_sign(copy, Ed25519PrivateKey.generate())
        for path in (copy / "signatures").glob("*.sig"):
            path.write_bytes(Ed25519PrivateKey.generate().sign(b"other"))
        assert "is not a signature of" in problems(copy)

    def test_half_a_pair_is_refused(self, copy: Path) -> None:
        co_sign(copy, Ed25519PrivateKey.generate())
        next((copy / "signatures").glob("*.pem")).unlink()
        assert "a signature is a pair" in problems(copy)


class TestNotProven:
    def test_every_external_input_is_named_with_its_source(self, signed: Path) -> None:
        verified = verify(signed)
        assert verified.unproven is not None
        text = " ".join(verified.unproven.statements)
        assert "mb 4.3" in text
        assert "USGS" in text
        assert "carry no signature" in text
        assert "Intervals are at 90 %" in text

    def test_a_value_changed_under_its_citation_is_found(
        self, tmp_path: Path, key: Ed25519PrivateKey
    ) -> None:
        shutil.copytree(CASES / CASE, tmp_path / "case")
        text = (tmp_path / "case" / "case.yaml").read_text()
        assert "value: 4.3" in text
        (tmp_path / "case" / "case.yaml").write_text(text.replace("value: 4.3", "value: 6.9", 1))
        target = str(tmp_path / "case")
        observations = observe(target)
        write_finding(
            assess(observations), tmp_path / "out", sources=collect_inputs(target, observations), key=key
        )
        verified = verify(tmp_path / "out", key=key.public_key(), compute_again=True)
        assert verified.status == "altered"
        assert "6.9" in verified.problems[0]
        assert "4.3" in verified.problems[0]


class TestWhatTravels:
    def test_a_file_that_gave_nothing_does_not_travel_and_computing_again_agrees(
        self, tmp_path: Path, key: Ed25519PrivateKey
    ) -> None:
        folder = quake(network(count=5), latitude=40.3, longitude=100.2).write(tmp_path / "wf")
        (folder / "state.pem").write_bytes(b"-----BEGIN PRIVATE KEY-----\nMC4\n-----END PRIVATE KEY-----\n")
        (folder / "letter.txt").write_text("dear")
        (folder / "passwd").symlink_to("/etc/passwd")
        observations, pictures = observe_with_pictures(str(folder))
        sources = collect_inputs(str(folder), observations)
        names = " ".join(sources.files)
        assert "state.pem" not in names
        assert "letter" not in names
        assert "passwd" not in names
        write_finding(assess(observations), tmp_path / "out.zip", sources=sources, pictures=pictures, key=key)
        verified = verify(tmp_path / "out.zip", key=key.public_key(), compute_again=True)
        assert verified.status == "authentic and re-computed", verified.problems

    def test_what_looks_like_a_private_key_is_never_packed(self, tmp_path: Path) -> None:
        with pytest.raises(BadInputError, match="looks like a private key"):
            refuse_private_key("a.csv", b"x\n-----BEGIN OPENSSH PRIVATE KEY-----\n")

    def test_a_station_that_was_used_cannot_be_hidden_among_what_stayed_behind(
        self, finding: Finding
    ) -> None:
        station = finding.seismic_events[0].arrivals[0].station
        forged = finding.model_copy(
            update={"not_used": (*finding.not_used, Excluded(id=station, reason="dead"))}
        )
        assert compare_findings(forged, finding, left_behind=frozenset({station}))
        stayed = finding.model_copy(
            update={"not_used": (*finding.not_used, Excluded(id="state.pem", reason="no waveform format"))}
        )
        assert compare_findings(stayed, finding, left_behind=frozenset({"state.pem"})) == ()
