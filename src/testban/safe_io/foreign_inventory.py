"""Read station metadata in the confined child and build an ObsPy inventory from plain numbers."""

from __future__ import annotations

import math
from typing import Any

from testban.safe_io.errors import ForeignFileError
from testban.safe_io.guarded_xml import guard_xml
from testban.safe_io.worker import LostError, ask

_ROOTS = {
    "FDSNStationXML": "STATIONXML",
    "seiscomp": "SCML",
    "xseed": "XSEED",
    "inventory": "INVENTORYXML",
}
_RESP = (b"B050F03", b"B053F03")
_NUMBERS = ("gain", "gain_frequency", "normalization_frequency", "normalization_factor")


def inventory_format(data: bytes, name: str, *, error: type[ForeignFileError] = ForeignFileError) -> str:
    """Name the format of station metadata by its own first words; empty where it is none.

    Raises
    ------
    ForeignFileError
        XML that could harm its reader, is cut short, or is of another kind.

    Examples
    --------
    >>> inventory_format(b"B050F03     Station:     MDJ", "RESP.IC.MDJ")
    'RESP'
    """
    head = data[:4096]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        root = guard_xml(data, name, error=error)
        if root not in _ROOTS:
            raise error(name, f"is XML of another kind: its root is {root[:40]!a}", line=1)
        return _ROOTS[root]
    if any(word in head for word in _RESP):
        return "RESP"
    if head[:6].isdigit() and head[6:8] == b"V ":
        return "SEED"
    return ""


def parse_inventory(
    data: bytes, name: str, *, kind: str, error: type[ForeignFileError] = ForeignFileError
) -> tuple[Any, dict[str, str]]:
    """Parse station metadata in the confined child.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Of the file, for messages.
    kind : str
        As `inventory_format` says it.
    error : type of ForeignFileError
        What is raised.

    Returns
    -------
    inventory : obspy Inventory
        Places, epochs and orientations; of responses the sensitivity and each stage's gain, units, poles and
        zeros. Coefficients of digital filters are not carried.
    refused : dict of str to str
        By seed id, the responses that cannot be evaluated, with the reason; they are not in the inventory.

    Raises
    ------
    ForeignFileError
        The file cannot be read, or its parser crashed or took too long.
    ConfinementError
        No confined child can be started.
    """
    try:
        header, _ = ask({"what": "inventory", "format": kind}, data, max_bytes=0)
    except LostError as fault:
        raise error(name, str(fault)) from fault
    if "error" in header:
        message = "".join(letter if letter.isprintable() else " " for letter in str(header["error"]))
        raise error(name, f"not StationXML or RESP ({message[:300]})")
    refused: dict[str, str] = {}
    try:
        return _inventory(header["networks"], refused), refused
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
        raise error(name, f"holds values that cannot be ({str(fault)[:120]})") from fault


def _inventory(networks: list[dict[str, Any]], refused: dict[str, str]) -> Any:
    from obspy.core.inventory import Inventory, Network, Station

    return Inventory(
        networks=[
            Network(
                code=network["code"],
                stations=[
                    Station(
                        code=station["code"],
                        **_place(station),
                        channels=[
                            _channel(channel, f"{network['code']}.{station['code']}", refused)
                            for channel in station["channels"]
                        ],
                    )
                    for station in network["stations"]
                ],
            )
            for network in networks
        ],
        source="testban",
    )


def _place(row: dict[str, Any]) -> dict[str, Any]:
    from obspy import UTCDateTime

    times = {key: row[f"{key}_ns"] for key in ("start", "end")}
    return {
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "elevation": row["elevation"],
        **{f"{key}_date": None if ns is None else UTCDateTime(ns=int(ns)) for key, ns in times.items()},
    }


def _channel(row: dict[str, Any], station: str, refused: dict[str, str]) -> Any:
    from obspy.core.inventory import Channel

    response = None
    if row["response"] is not None:
        problem = _problem(row["response"])
        if problem:
            refused[f"{station}.{row['location']}.{row['code']}"] = f"response left out: {problem}"
        else:
            response = _response(row["response"])
    return Channel(
        code=row["code"],
        location_code=row["location"],
        **_place(row),
        depth=row["depth"] if row["depth"] is not None else 0.0,
        azimuth=row["azimuth"],
        dip=row["dip"],
        sample_rate=row["rate"] if row["rate"] is not None and row["rate"] >= 0.0 else None,
        response=response,
    )


def _problem(response: dict[str, Any]) -> str:
    """Name the first value of a response that is not finite."""
    for number, stage in enumerate(response["stages"], start=1):
        for what in ("poles", "zeros"):
            for root in stage.get(what, ()):
                if not all(math.isfinite(part) for part in root):
                    return (
                        f"stage {number} has {'a pole' if what == 'poles' else 'a zero'} that is not finite"
                    )
        for what in _NUMBERS:
            if stage.get(what) is not None and not math.isfinite(stage[what]):
                return f"stage {number} has a {what.replace('_', ' ')} of {stage[what]}"
    stated = response["sensitivity"] or {}
    for what in ("value", "frequency"):
        if stated.get(what) is not None and not math.isfinite(stated[what]):
            return f"its sensitivity has a {what} of {stated[what]}"
    return ""


def _response(row: dict[str, Any]) -> Any:
    from obspy.core.inventory.response import InstrumentSensitivity, Response

    stated = row["sensitivity"]
    return Response(
        instrument_sensitivity=None
        if stated is None or stated["value"] is None
        else InstrumentSensitivity(
            stated["value"], stated["frequency"], stated["input_units"], stated["output_units"]
        ),
        response_stages=[_stage(number, entry) for number, entry in enumerate(row["stages"], start=1)],
    )


def _stage(number: int, row: dict[str, Any]) -> Any:
    from obspy.core.inventory.response import PolesZerosResponseStage, ResponseStage

    common = (number, row["gain"], row["gain_frequency"], row["input_units"], row["output_units"])
    if "poles" not in row:
        return ResponseStage(*common)
    return PolesZerosResponseStage(
        *common,
        pz_transfer_function_type=row["transfer"],
        normalization_frequency=row["normalization_frequency"],
        zeros=[complex(*root) for root in row["zeros"]],
        poles=[complex(*root) for root in row["poles"]],
        normalization_factor=row["normalization_factor"] if row["normalization_factor"] is not None else 1.0,
    )
