"""Compute a finding again from the inputs of its dossier, and say what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from testban.dossier import Manifest, environment, software
from testban.measurements import Pictures
from testban.model import SCHEMA_VERSION, Finding, Observations
from testban.pipeline._observe import observe_with_pictures
from testban.pipeline.compare import Difference, compare_findings, is_sentence
from testban.pipeline.options import AssessOptions, assess_with
from testban.pipeline.outputs import FINDING

Result = Literal["identical", "within tolerance", "reworded", "differs"]


@dataclass(frozen=True)
class Rerun:
    """What computing again gave.

    Attributes
    ----------
    result : str
        "identical": every byte of the finding; "within tolerance"; "reworded": other software, which writes
        sentences otherwise and finds every number and answer within tolerance; "differs".
    differences : tuple of Difference
        The largest part first: what lies beyond tolerance.
    circumstances : tuple of str
        What about software and system is not as it was.
    """

    result: Result
    differences: tuple[Difference, ...]
    circumstances: tuple[str, ...]


def observe_inputs(
    folder: Path, manifest: Manifest
) -> tuple[tuple[Observations, ...], tuple[Pictures, ...]] | None:
    """Read the observations that travel with a dossier; None where none do.

    Parameters
    ----------
    folder : Path
        The dossier as a folder, found intact.
    manifest : Manifest
        Its manifest.

    Returns
    -------
    tuple of Observations, tuple of Pictures; or None

    Raises
    ------
    BadInputError, NotAnsweredError
        The inputs cannot be read by this version.
    """
    recipe = manifest.recipe
    if recipe is None:
        return None
    options = AssessOptions.from_recipe(recipe, folder)
    return observe_with_pictures(
        str(folder / recipe.observations),
        stations_path=None if recipe.stations is None else folder / recipe.stations,
        responses_path=None if recipe.responses is None else folder / recipe.responses,
        model=str(options.model),
        level=options.level,
    )


def rerun(
    folder: Path, manifest: Manifest, finding: Finding, observations: tuple[Observations, ...]
) -> Rerun:
    """Compute the finding of a checked dossier again.

    Parameters
    ----------
    folder : Path
        The dossier as a folder, found intact.
    manifest, finding
        Its manifest and its finding.
    observations : tuple of Observations
        What `observe_inputs` read.

    Returns
    -------
    Rerun

    Raises
    ------
    BadInputError
        This version cannot assess them.
    """
    recipe = manifest.recipe
    assert recipe is not None
    again = assess_with(observations, AssessOptions.from_recipe(recipe, folder))
    if manifest.finding.schema_version != SCHEMA_VERSION:
        finding = _named_as(again, finding)
    differences = compare_findings(finding, again, left_behind=frozenset(manifest.left_behind))
    same = (folder / FINDING).read_bytes() == again.to_json().encode()
    beyond = [difference for difference in differences if not difference.within]
    ordered = (*beyond, *(difference for difference in differences if difference.within))
    result: Result = "within tolerance"
    if beyond:
        sentences = all(is_sentence(difference.path) for difference in beyond)
        result = "reworded" if sentences and manifest.software.sha256 != software()["sha256"] else "differs"
    elif same or (manifest.left_behind and not differences):
        result = "identical"
    return Rerun(result, ordered, tuple(_circumstances(manifest)))


def _named_as(again: Finding, upgraded: Finding) -> Finding:
    """Give the events of a finding of an earlier schema, which had no names, those of the one made now."""
    if len(again.events) != len(upgraded.events):
        return upgraded
    events = tuple(
        event.model_copy(update={"id": now.id})
        for event, now in zip(upgraded.events, again.events, strict=True)
    )
    return upgraded.model_copy(update={"events": events})


def _circumstances(manifest: Manifest) -> Iterator[str]:
    ours = software()
    if manifest.software.version != ours["version"]:
        yield f"testban {manifest.software.version} then, {ours['version']} now"
    elif manifest.software.sha256 != ours["sha256"]:
        yield f"testban {ours['version']} both times, but its code or tables are not the same"
    if manifest.finding.schema_version != SCHEMA_VERSION:
        yield f"schema {manifest.finding.schema_version} then, {SCHEMA_VERSION} now"
    now = environment()
    for key in ("python", "system", "machine"):
        if manifest.environment.get(key) != now[key]:
            yield f"{key}: {str(manifest.environment.get(key))[:60]!a} then, {now[key]} now"
    then, here = manifest.environment.get("libraries"), now["libraries"]
    assert isinstance(here, dict)
    for name, version in here.items():
        before = then.get(name) if isinstance(then, dict) else None
        if before != version:
            yield f"{name}: {str(before)[:40]!a} then, {version} now"
