"""Read the packaged relations, agency offsets, depth scaling and chemical figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Relation:
    """A published relation mb = intercept + slope log10(yield / kt)."""

    id: str
    name: str
    sites: tuple[str, ...]
    intercept: float
    slope: float
    source: str
    verified: bool

    def yield_kt(self, mb: float) -> float:
        """Yield in kilotons that the relation gives for a magnitude, without any interval.

        Examples
        --------
        >>> round(load_relations()["sykes-1991"].yield_kt(6.0))
        84
        """
        return float(10.0 ** ((mb - self.intercept) / self.slope))


@lru_cache(maxsize=1)
def load_tables() -> dict[str, Any]:
    """Return the content of relations.yaml."""
    text = files("testban.yields").joinpath("data/relations.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


@lru_cache(maxsize=1)
def load_relations() -> dict[str, Relation]:
    """Return the published relations by identifier."""
    return {
        key: Relation(
            id=key,
            name=entry["name"],
            sites=tuple(entry["sites"]),
            intercept=entry["intercept"],
            slope=entry["slope"],
            source=entry["source"],
            verified=entry["verified"],
        )
        for key, entry in load_tables()["relations"].items()
    }
