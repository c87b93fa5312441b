"""The words the register may use: event kinds, addressees, topics, triggers, measures."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field, ValidationError

from testban.model import FrozenModel
from testban.regime.errors import RegisterError, UnknownNameError, near
from testban.safe_io import read_yaml


class EventKind(FrozenModel):
    """A kind of event: which triggers it asks for and on what its legal reading is conditional."""

    label: str
    triggers: tuple[str, ...] = Field(min_length=1)
    conditions: tuple[str, ...] = Field(min_length=1)
    actor: str = ""
    note: str = ""
    open_question: str = ""


class Addressee(FrozenModel):
    """Whom a name in the register stands for."""

    kind: Literal["states", "members", "all", "parties", "organ"]
    states: tuple[str, ...] = ()


class Taxonomy(FrozenModel):
    """All words of the register, and the day until which its compilers looked."""

    known_until: date

    events: dict[str, EventKind]
    other_triggers: tuple[str, ...]
    addressees: dict[str, Addressee]
    topics: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def triggers(self) -> frozenset[str]:
        """Every trigger an entry may name."""
        asked = {trigger for event in self.events.values() for trigger in event.triggers}
        return frozenset(asked | set(self.other_triggers))

    def event(self, kind: str) -> EventKind:
        """Return an event kind by name.

        Raises
        ------
        UnknownNameError
            No such kind; names the near ones.

        Examples
        --------
        >>> load_taxonomy().event("nuclear_test").triggers
        ('nuclear_test.any',)
        """
        if kind not in self.events:
            raise UnknownNameError(
                f"event kind {kind!r} unknown{near(kind, self.events)} (kinds: {', '.join(self.events)})"
            )
        return self.events[kind]


@cache
def load_taxonomy() -> Taxonomy:
    """Read the packaged words.

    Raises
    ------
    RegisterError
        The file does not have the expected form.
    """
    content = read_yaml(files("testban.regime") / "data" / "taxonomy.yaml")
    try:
        return Taxonomy.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RegisterError(f"taxonomy.yaml: {place}: {first['msg']}") from None
