"""What a format has no place for, field by field: counted, so that a conversion says all it loses."""

from __future__ import annotations

from testban.bulletins.conversion_losses import Losses
from testban.bulletins.records import Bulletin

_ERRORS = {
    "time_sd_s": "errors of times",
    "back_azimuth_sd_deg": "errors of back azimuths",
    "slowness_sd_s_per_deg": "errors of slownesses",
}
_LOCATION = {"location": "location codes of channels"}
_NETWORK = {"network": "networks of readings"}
_WEIGHT = {"time_weight": "weights of readings"}
_SHORT = {"readings": {**_ERRORS, **_NETWORK, **_WEIGHT, **_LOCATION, "channel": "channels of readings"}}
_CSS = {
    "origins": {
        "stations": "numbers of stations of origins",
        "gap_deg": "azimuthal gaps",
        "nearest_deg": "distances of the nearest station",
        "farthest_deg": "distances of the farthest station",
        "analysis": "modes of analysis",
        "method": "methods of location",
        "time_fixed": "marks of fixed times",
        "epicentre_fixed": "marks of fixed epicentres",
    },
    "magnitudes": {"sd": "errors of magnitudes", "stations": "numbers of stations of magnitudes"},
    "readings": {**_NETWORK, **_LOCATION, "mode": "modes of picks"},
}
# By the names of `convert`; GeoJSON holds all.
NO_PLACE: dict[str, dict[str, dict[str, str]]] = {
    "ims1.0": _SHORT,
    "ims2.0": _SHORT,
    "ims1.0-long": {"readings": _LOCATION},
    "quakeml": {
        "origins": {"method": "methods of location"},
        "readings": {"snr": "signal-to-noise ratios"},
    },
    "css3.0": _CSS,
    "kbcore": _CSS,
    "csv": {
        "readings": {
            **_LOCATION,
            **_WEIGHT,
            "channel": "channels of readings",
            "distance_deg": "distances",
            "residual_s": "residuals",
            "polarity": "first motions",
            "onset": "qualities of onsets",
            "mode": "modes of picks",
            "snr": "signal-to-noise ratios",
        }
    },
}


def count_without_place(bulletin: Bulletin, form: str) -> tuple[str, ...]:
    """Say which fields of a bulletin a format has no place for, and how often each was given.

    Parameters
    ----------
    bulletin : Bulletin
        What would be written.
    form : str
        A name of `convert`, such as "css3.0".

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> from testban.bulletins.records import BulletinEvent, Reading
    >>> reading = Reading(line=1, station="MDJ", phase="P", network="IC", time_sd_s=0.1)
    >>> bulletin = Bulletin(format="CSV", events=(BulletinEvent(id="1", readings=(reading,)),))
    >>> count_without_place(bulletin, "ims1.0")
    ('left out: errors of times (1)', 'left out: networks of readings (1)')
    """
    losses = Losses()
    for kind, fields in NO_PLACE.get(form, {}).items():
        for event in bulletin.events:
            for row in getattr(event, kind):
                for field, words in fields.items():
                    losses.add(words, getattr(row, field) not in (None, "", False))
    if form in ("css3.0", "kbcore"):
        several = [event for event in bulletin.events if len(event.origins) > 1]
        losses.add("which origin is preferred", sum(any(o.prime for o in e.origins) for e in several))
    return losses.notes()
