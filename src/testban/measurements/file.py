"""Keep measurements in a file that people can read and cases can carry."""

from __future__ import annotations

import csv
import io
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from testban.magnitudes import METHODS, ScaleReadings
from testban.measurements.errors import MeasurementFileError
from testban.measurements.records import Kind, Measurements, PAmplitude, StationRatio
from testban.model import Band, Detection, InputFile, LevelTime, Polarity, StationMagnitude, utc_text
from testban.safe_io import ForeignFileError, file_name, load_yaml, read_bytes

FORMAT = "testban.measurements/1"
# What a field of any real record stays within; beyond it is a slip, or harm.
HALF_ROUND_KM = 20_040.0
MAX_HZ = 1000.0
MAX_LOG10_RATIO = 10.0
_KINDS: dict[str, Kind] = {
    "measured": "measured",
    "lower bound": "lower bound",
    "upper bound": "upper bound",
    "not measured": "not measured",
}
_POLARITIES: dict[str, Polarity] = {"up": "up", "down": "down", "unclear": "unclear"}
_BAND_COLUMNS = ("low_hz", "high_hz")
_RATIO_COLUMNS = ["station", *_BAND_COLUMNS, "distance_km", "azimuth_deg"]
_RATIO_COLUMNS += ["log10_ratio", "kind", "p", "s", "noise", "reason"]
_NUMBERS = ("value", "distance_deg", "amplitude_nm", "period_s", "snr")
_MAGNITUDE_COLUMNS = ("station", "channel", "group", "kind", *_NUMBERS, "reason")
_HEADER = """\
# Measured by testban from the waveform files named below, whose hashes say which bytes.
# onsets: first P, UTC, with the reading error (one standard deviation) and first motion on the vertical.
# levels: when the envelope of P first reaches half of its height of the next second, by band, filter delay
#   included: not the onset, but the same point whatever the noise, for differences between events.
# p_over_s: log10 of the three-component P/S amplitude corrected for noise; root mean squares in counts, noise
#   included, the components brought to one gain unless "reason" says that they were summed as recorded.
#   "lower bound": S was in the noise; "upper bound": P was.
# p_amplitudes: root mean square of the first 10 s of P on the vertical, noise taken off, counts.
# magnitudes: of each record, or a bound ("at most": in the noise, "at least": clipped), or why there is none;
#   records of one group share their path and count once. Errors that stations share: position_sd, from the
#   origin; direction_sd, from paths in one direction.
"""


def write_measurements(measurements: Measurements) -> str:
    """Write measurements as text: YAML whose tables are CSV, for people and for programs.

    The same measurements give the same bytes.

    Parameters
    ----------
    measurements : Measurements
        What is written.

    Returns
    -------
    str
    """
    parts = [
        _HEADER,
        yaml.safe_dump(_head(measurements), sort_keys=False, allow_unicode=True, width=110),
        _table("onsets", ["station", "time", "sd_s", "snr", "polarity"], _onset_rows(measurements)),
        _table("levels", ["station", *_BAND_COLUMNS, "time", "sd_s", "snr"], _level_rows(measurements)),
        _table("p_over_s", _RATIO_COLUMNS, [_ratio_row(ratio) for ratio in measurements.ratios]),
        _table(
            "p_amplitudes",
            ["channel", *_BAND_COLUMNS, "amplitude", "noise", "velocity_m_s"],
            [_amplitude_row(amplitude) for amplitude in measurements.amplitudes],
        ),
    ]
    if any(magnitude.readings for magnitude in measurements.magnitudes):
        rows = _magnitude_rows(measurements.magnitudes)
        parts.append(_table("magnitudes", ["scale", *_MAGNITUDE_COLUMNS], rows))
    return "".join(parts)


def _head(measurements: Measurements) -> dict[str, Any]:
    """All that is not a table: the event, its origin, the files and the scales of magnitude."""
    head: dict[str, Any] = {
        "format": FORMAT,
        "event": measurements.event,
        "origin": {
            "time": _utc(measurements.time_s),
            "latitude": round(measurements.latitude, 4),
            "longitude": round(measurements.longitude, 4),
            "source": measurements.origin_source,
        },
        "waveforms": [{"name": file.name, "sha256": file.sha256} for file in measurements.inputs],
    }
    if measurements.magnitudes:
        head["magnitude_scales"] = [
            {
                "scale": magnitude.scale,
                "position_sd": magnitude.position_sd,
                "direction_sd": magnitude.direction_sd,
                "reason": magnitude.reason,
            }
            for magnitude in measurements.magnitudes
        ]
    return head


def _onset_rows(measurements: Measurements) -> list[list[str]]:
    return [
        [onset.station, _utc(onset.time_s), f"{onset.sd_s:.3f}", f"{onset.snr:.1f}", onset.polarity]
        for onset in measurements.onsets
    ]


def _level_rows(measurements: Measurements) -> list[list[str]]:
    return [
        [
            onset.station,
            *_band_cells(level.band_hz),
            _utc(level.time_s),
            f"{level.sd_s:.3f}",
            f"{level.snr:.1f}",
        ]
        for onset in measurements.onsets
        for level in onset.levels
    ]


def _ratio_row(ratio: StationRatio) -> list[str]:
    return [
        ratio.station,
        *_band_cells(ratio.band_hz),
        f"{ratio.distance_km:.1f}",
        f"{ratio.azimuth_deg:.1f}",
        "" if ratio.log10_ratio is None else f"{ratio.log10_ratio:.4f}",
        ratio.kind,
        *("" if amplitude is None else f"{amplitude:.5g}" for amplitude in (ratio.p, ratio.s, ratio.noise)),
        ratio.reason,
    ]


def _amplitude_row(amplitude: PAmplitude) -> list[str]:
    velocity_m_s = amplitude.velocity_m_s
    return [
        amplitude.channel,
        *_band_cells(amplitude.band_hz),
        f"{amplitude.amplitude:.5g}",
        f"{amplitude.noise:.5g}",
        "" if velocity_m_s is None else f"{velocity_m_s:.5g}",
    ]


def _band_cells(band_hz: Band) -> list[str]:
    return [f"{corner_hz:g}" for corner_hz in band_hz]


def read_measurements(path: str | Path) -> Measurements:
    """Read a file of measurements.

    Raises
    ------
    MeasurementFileError
        Not a file of measurements, or a field that cannot be read; the message names it.
    """
    path = Path(path)
    try:
        text = read_bytes(path).decode("utf-8")
    except ForeignFileError as fault:
        raise MeasurementFileError(f"{file_name(path)}: cannot be read ({fault.reason})") from fault
    except UnicodeDecodeError as fault:
        raise MeasurementFileError(f"{file_name(path)}: cannot be read ({fault})") from fault
    return parse_measurements(text, name=file_name(path))


def parse_measurements(text: str, *, name: str = "measurements") -> Measurements:
    """Parse the text of a file of measurements; see `read_measurements`."""
    try:
        content = load_yaml(text, name, scalars="dates")
    except ForeignFileError as fault:
        raise MeasurementFileError(str(fault)) from fault
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise MeasurementFileError(f"{name}: not a file of measurements (format {FORMAT!r} expected)")
    try:
        origin = content["origin"]
        return Measurements(
            event=str(content["event"]),
            time_s=_posix(origin["time"]),
            latitude=_number(origin["latitude"]),
            longitude=_number(origin["longitude"]),
            origin_source=str(origin["source"]),
            onsets=_onsets(_rows(content.get("onsets")), _rows(content.get("levels"))),
            ratios=tuple(_ratio(row) for row in _rows(content.get("p_over_s"))),
            amplitudes=tuple(
                PAmplitude(
                    row["channel"],
                    _band(row),
                    _number(row["amplitude"]),
                    _number(row["noise"]),
                    _optional(row["velocity_m_s"]),
                )
                for row in _rows(content.get("p_amplitudes"))
            ),
            inputs=tuple(
                InputFile(name=str(file["name"]), sha256=str(file["sha256"]))
                for file in content.get("waveforms") or []
            ),
            magnitudes=_magnitudes(content.get("magnitude_scales") or [], _rows(content.get("magnitudes"))),
        )
    except KeyError as fault:
        raise MeasurementFileError(f"{name}: {fault.args[0]!a} is missing") from fault
    except (TypeError, ValueError, AttributeError, csv.Error) as fault:
        message = " ".join(str(fault).split())[:300]
        raise MeasurementFileError(f"{name}: {type(fault).__name__}: {message}") from fault


def _onsets(rows: list[dict[str, str]], levels: list[dict[str, str]]) -> tuple[Detection, ...]:
    stations = {row["station"] for row in rows}
    by_station: dict[str, list[LevelTime]] = {}
    for row in levels:
        if row["station"] not in stations:
            raise ValueError(f"station {row['station']!a} has a level and no onset")
        band = _number(row["low_hz"]), _number(row["high_hz"])
        level = LevelTime(band, _posix(row["time"]), _number(row["sd_s"]), _number(row["snr"]))
        by_station.setdefault(row["station"], []).append(level)
    return tuple(
        Detection(
            row["station"],
            _posix(row["time"]),
            _number(row["sd_s"]),
            _number(row["snr"]),
            _polarity(row),
            tuple(by_station.get(row["station"], ())),
        )
        for row in rows
    )


def _polarity(row: dict[str, str]) -> Polarity:
    if row["polarity"] not in _POLARITIES:
        raise ValueError(
            f"station {row['station']}: polarity {row['polarity']!a} is not one of {', '.join(_POLARITIES)}"
        )
    return _POLARITIES[row["polarity"]]


def _ratio(row: dict[str, str]) -> StationRatio:
    kind = _KINDS[row["kind"]]
    value = _optional(row["log10_ratio"])
    if (value is None) != (kind == "not measured"):
        raise ValueError(f"station {row['station']}: {kind!r} with log10_ratio {row['log10_ratio']!r}")
    if value is not None and abs(value) > MAX_LOG10_RATIO:
        raise ValueError(f"station {row['station']}: log10_ratio {value:g} is beyond {MAX_LOG10_RATIO:g}")
    return StationRatio(
        row["station"],
        _band(row),
        _within(row, "distance_km", 0.0, HALF_ROUND_KM),
        _within(row, "azimuth_deg", -360.0, 360.0),
        value,
        kind,
        _optional(row["p"]),
        _optional(row["s"]),
        _optional(row["noise"]),
        row["reason"],
    )


def _magnitude_rows(scales: tuple[ScaleReadings, ...]) -> list[list[str]]:
    rows = []
    for scale in scales:
        for row in scale.readings:
            cells = [getattr(row, name) for name in _MAGNITUDE_COLUMNS]
            rows.append([scale.scale, *("" if cell is None else f"{cell}" for cell in cells)])
    return rows


def _magnitudes(scales: list[dict[str, Any]], rows: list[dict[str, str]]) -> tuple[ScaleReadings, ...]:
    listed = [str(scale["scale"]) for scale in scales]
    stray = [row["scale"] for row in rows if row["scale"] not in listed]
    unknown = [name for name in (*listed, *stray) if name not in METHODS]
    if stray or unknown or len(set(listed)) < len(listed):
        culprit = (unknown or stray or listed)[0]
        raise ValueError(f"magnitude scale {culprit!a} is unknown, listed twice or not listed")
    return tuple(
        ScaleReadings(
            scale=scale["scale"],
            readings=tuple(
                StationMagnitude.model_validate(
                    {name: row[name] or None for name in _MAGNITUDE_COLUMNS if row[name] or name in _NUMBERS}
                )
                for row in rows
                if row["scale"] == scale["scale"]
            ),
            position_sd=_number(scale["position_sd"]),
            direction_sd=_number(scale["direction_sd"]),
            reason=str(scale["reason"]),
        )
        for scale in scales
    )


def _table(name: str, columns: list[str], rows: list[list[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return f"{name}: |\n" + "".join(f"  {line}\n" for line in stream.getvalue().splitlines())


def _rows(text: Any) -> list[dict[str, str]]:
    if text is None:
        return []
    if not isinstance(text, str):
        raise TypeError(f"a table is text, not {type(text).__name__}")
    rows = list(csv.DictReader(io.StringIO(text)))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ValueError(f"row {number} has another number of fields than the header")
    return rows


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not a finite number")
    return number


def _within(row: dict[str, str], name: str, low: float, high: float) -> float:
    number = _number(row[name])
    if not low <= number <= high:
        raise ValueError(f"{name} {number:g} is outside {low:g} to {high:g}")
    return number


def _band(row: dict[str, str]) -> tuple[float, float]:
    low, high = _within(row, "low_hz", 0.0, MAX_HZ), _within(row, "high_hz", 0.0, MAX_HZ)
    if low >= high:
        raise ValueError(f"low_hz {low:g} is not below high_hz {high:g}")
    return low, high


def _optional(value: str) -> float | None:
    return None if value == "" else _number(value)


def _utc(time_s: float) -> str:
    return utc_text(datetime.fromtimestamp(round(time_s, 3), tz=UTC))


def _posix(value: Any) -> float:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        # YAML hands over a UTC time without its zone.
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp()
