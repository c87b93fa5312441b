"""What events of every kind share: a name, whose land they touch, and what they engage."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from testban.model.base import FrozenModel, Share
from testban.model.obligation import ObligationOutcome

Kind = Literal["seismic", "infrasound", "launch", "radionuclide", "bound"]


class NuclearBasis(FrozenModel):
    """On what basis, if any, an explosion is called nuclear: a waveform alone never is one."""

    kind: Literal["none", "size implausible for a chemical shot", "radionuclide", "declared by the State"]
    source: str = Field(min_length=1)


class TerritoryShare(FrozenModel):
    """The share of the event's region that lies in one State; no record names a State."""

    state: str = Field(min_length=1)
    name: str = Field(min_length=1)
    share: Share


class EventBase(FrozenModel):
    """What events of every kind share.

    Attributes
    ----------
    kind : str
        Which class it is read as.
    id : str
        Unique in its finding.
    territory : tuple of TerritoryShare
        Shares of `region`; empty where it was not computed.
    obligations : tuple of ObligationOutcome
    """

    # What `territory` holds shares of, in words.
    region: ClassVar[str] = "the ellipse"

    kind: Kind
    id: str = Field(min_length=1)
    territory: tuple[TerritoryShare, ...] = ()
    obligations: tuple[ObligationOutcome, ...] = ()

    @property
    def register_kind(self) -> str:
        """Kind of event that the register of obligations is asked about; empty where there is none."""
        raise NotImplementedError
