"""Choose the vertical record of each station in which signals are looked for."""

from __future__ import annotations

from collections.abc import Sequence

from testban.detection import DETECTION_BANDS, NYQUIST_MARGIN, bands_for
from testban.model import Excluded
from testban.waveforms import PLACED_BY_ANOTHER, PLACED_BY_ANOTHER_EPOCH, Record

VERTICAL_DIP_DEG = 80.0


def vertical_records(records: Sequence[Record]) -> tuple[list[Record], list[Excluded]]:
    """Choose one vertical record a station: one with a place of its own, with most bands, most samples.

    Parameters
    ----------
    records : sequence of Record
        Records of any component.

    Returns
    -------
    chosen : list of Record
        In order of station.
    not_used : list of Excluded
        Records left out, with the reason.
    """
    not_used: list[Excluded] = []
    candidates: dict[str, list[Record]] = {}
    stations = dict.fromkeys(record.channel.station for record in records)
    for record in records:
        dip = record.channel.dip_deg
        if dip is None or abs(dip) < VERTICAL_DIP_DEG:
            continue
        if not bands_for(record.sampling_rate_hz):
            needed = NYQUIST_MARGIN * min(band[1] for band in DETECTION_BANDS)
            reason = (
                f"{record.sampling_rate_hz:g} Hz: Nyquist frequency {record.nyquist_hz:g} Hz, "
                f"{needed:g} Hz needed for the lowest band"
            )
            not_used.append(Excluded(id=record.seed_id, reason=reason))
            continue
        candidates.setdefault(record.channel.station, []).append(record)
    chosen = []
    for station in stations:
        ordered = sorted(
            candidates.get(station, []),
            key=lambda record: (
                record.channel.source in (PLACED_BY_ANOTHER, PLACED_BY_ANOTHER_EPOCH),
                -len(bands_for(record.sampling_rate_hz)),
                -record.usable.sum(),
                record.seed_id,
            ),
        )
        if not ordered:
            not_used.append(Excluded(id=station, reason="no vertical component that can be searched"))
            continue
        chosen.append(ordered[0])
        not_used.extend(
            Excluded(id=record.seed_id, reason=f"{ordered[0].seed_id} of the same station is used")
            for record in ordered[1:]
        )
    return chosen, not_used
