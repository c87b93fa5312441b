"""RO-Crate metadata against what the specification 1.1 demands of a valid crate."""

from __future__ import annotations

import json
import re

import pytest

from dossier import builders
from testban.dossier import write_crate


@pytest.fixture(scope="module")
def crate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crate")
    (folder / "inputs").mkdir()
    for name in ("finding.json", "dossier.html", "inputs/März 1.csv"):
        (folder / name).write_bytes(b"x")
    return json.loads(write_crate(folder, builders.finding(builders.event()), signed=True).read_bytes())


def entities(crate):
    return {entity["@id"]: entity for entity in crate["@graph"]}


def test_the_descriptor_is_there_and_names_the_root(crate):
    descriptor = entities(crate)["ro-crate-metadata.json"]
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert descriptor["about"] == {"@id": "./"}


def test_the_root_has_all_that_is_required(crate):
    root = entities(crate)["./"]
    assert root["@type"] == "Dataset"
    assert all(root[key] for key in ("name", "description", "license"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", root["datePublished"])


def test_every_file_is_an_entity_reached_from_the_root(crate):
    found = entities(crate)
    parts = {part["@id"] for part in found["./"]["hasPart"]}
    assert parts == {key for key, entity in found.items() if entity["@type"] == "File"}
    assert {"manifest.json", "manifest.sig", "signer.pem", "inputs/M%C3%A4rz%201.csv"} <= parts


def test_identifiers_are_unique_and_every_reference_within_leads_somewhere(crate):
    assert len(entities(crate)) == len(crate["@graph"])
    inside = re.findall(r'"@id": "(#[^"]*)"', json.dumps(crate))
    assert set(inside) <= set(entities(crate))


def test_the_graph_is_flat(crate):
    for entity in crate["@graph"]:
        for value in entity.values():
            for one in value if isinstance(value, list) else [value]:
                assert not isinstance(one, dict) or set(one) == {"@id"}
