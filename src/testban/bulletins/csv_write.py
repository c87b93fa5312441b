"""Write the readings of a bulletin as the project's own table of arrivals."""

from __future__ import annotations

import csv
import io

from testban.bulletins.conversion_losses import Losses
from testban.bulletins.records import Bulletin
from testban.model import utc_text

HEADER = (
    "event",
    "station",
    "phase",
    "time",
    "time_sd_s",
    "back_azimuth_deg",
    "back_azimuth_sd_deg",
    "slowness_s_per_deg",
    "slowness_sd_s_per_deg",
)


def render_csv(bulletin: Bulletin) -> tuple[str, tuple[str, ...]]:
    """Return the readings as CSV, and what the table does not hold.

    A station is written NETWORK.STATION where its network is known.
    """
    losses = Losses()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for event in bulletin.events:
        losses.add("origins", len(event.origins))
        losses.add("magnitudes", len(event.magnitudes))
        for reading in event.readings:
            if reading.time is None or not reading.named:
                losses.add("readings without a time or a station")
                continue
            losses.add("amplitudes and station magnitudes", reading.amplitude_nm is not None)
            station = f"{reading.network}.{reading.station}" if reading.network else reading.station
            values = (
                reading.time_sd_s,
                reading.back_azimuth_deg,
                reading.back_azimuth_sd_deg,
                reading.slowness_s_per_deg,
                reading.slowness_sd_s_per_deg,
            )
            numbers = ["" if value is None else repr(float(value)) for value in values]
            writer.writerow((event.id, station, reading.phase_text, utc_text(reading.time), *numbers))
    return out.getvalue(), losses.notes()
