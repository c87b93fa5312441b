"""A dossier whose content was forged and that somebody else signed anew is never called authentic."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from testban.dossier import TrustedKey, hash_files, key_id, sign_manifest, write_zip
from testban.dossier.manifest import canonical
from testban.pipeline import assess, collect_inputs, observe, verify, write_finding

CASE = "dprk-2006"


@pytest.fixture(scope="module")
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="module")
def forger() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, key: Ed25519PrivateKey) -> Path:
    out = tmp_path_factory.mktemp("forged") / "signed"
    observations = observe(CASE)
    write_finding(assess(observations), out, sources=collect_inputs(CASE, observations), key=key)
    return out


def swap(name: str, before: str, after: str) -> Callable[[Path], None]:
    """Put other words into a file."""

    def forge(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after), encoding="utf-8")

    return forge


def in_manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """Change the manifest, which is signed anew."""

    def forge(folder: Path) -> None:
        content = json.loads((folder / "manifest.json").read_bytes())
        change(content)
        (folder / "manifest.json").write_bytes(canonical(content))

    return forge


def event_of_another_case(folder: Path) -> None:
    other = Path(str(files("testban.cases"))) / "dprk-2009"
    for name in ("arrivals.csv", "stations.csv"):
        shutil.copy(other / name, folder / "inputs" / name)


def input_left_out(folder: Path) -> None:
    (folder / "inputs" / "stations.csv").unlink()


def page_added(folder: Path) -> None:
    (folder / "read-me-first.html").write_text("<p>earthquake</p>")


def output_left_out(folder: Path) -> None:
    (folder / "bulletin.ims.txt").unlink()


FORGERIES: dict[str, Callable[[Path], None]] = {
    "nothing but the signature": lambda folder: None,
    "the place in the finding": swap("finding.json", '"latitude": 41.', '"latitude": 42.'),
    "the answer in the finding": swap("finding.json", "explosion", "earthquake"),
    "the words of the page": swap("dossier.html", "explosion", "earthquake"),
    "the place in QuakeML": swap("event.quakeml.xml", "<value>41.", "<value>42."),
    "the place in the bulletin": swap("bulletin.ims.txt", " 41.", " 42."),
    "an arrival": swap("inputs/arrivals.csv", "01:", "02:"),
    "a station": swap("inputs/stations.csv", ",4", ",5"),
    "a value of others": swap("inputs/case.yaml", "value: 4.3", "value: 6.9"),
    "the arrivals of another event": event_of_another_case,
    "an input left out": input_left_out,
    "a page added": page_added,
    "an output left out": output_left_out,
    "the level of the recipe": in_manifest(lambda content: content["recipe"].update(level=0.5)),
    "the software that made it": in_manifest(lambda content: content["software"].update(sha256="0" * 64)),
}


def sign_anew(folder: Path, forger: Ed25519PrivateKey, *, named: Ed25519PrivateKey) -> None:
    """Hash and sign what lies there, as a forger who knows the form would."""
    content = json.loads((folder / "manifest.json").read_bytes())
    content["files"], content["signer"] = hash_files(folder), key_id(named.public_key())
    (folder / "manifest.json").write_bytes(canonical(content))
    sign_manifest(folder, forger)


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("kind", ["own name", "name of the first", "key of the first"])
def test_what_was_forged_and_signed_anew_by_another_is_not_authentic(
    signed: Path, tmp_path: Path, key: Ed25519PrivateKey, forger: Ed25519PrivateKey, forgery: str, kind: str
) -> None:
    folder = tmp_path / "forged"
    shutil.copytree(signed, folder)
    FORGERIES[forgery](folder)
    sign_anew(folder, forger, named=forger if kind == "own name" else key)
    if kind == "key of the first":
        shutil.copy(signed / "signer.pem", folder / "signer.pem")
    for path in (folder, write_zip(folder, tmp_path / "forged.zip")):
        verified = verify(path, key=key.public_key())
        assert not verified.accepted
        assert "authentic" not in verified.status


def test_by_a_trust_file_that_does_not_know_the_forger_no_signer_is_known(
    signed: Path, tmp_path: Path, key: Ed25519PrivateKey, forger: Ed25519PrivateKey
) -> None:
    folder = tmp_path / "forged"
    shutil.copytree(signed, folder)
    sign_anew(folder, forger, named=forger)
    identifier = key_id(key.public_key())
    trust = {identifier: TrustedKey(name="NDC of Utopia", id=identifier)}
    assert "authentic" not in verify(folder, trust=trust).status
