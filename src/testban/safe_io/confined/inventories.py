"""Read station metadata of one file into plain numbers and text."""

from __future__ import annotations

import math
import warnings
from importlib import import_module
from typing import Any

from .in_memory import file_of
from .restrict import allow_to_write, limit_for

# ObsPy's readers that are called; the parent knows each format by its root or first words.
READERS = {
    "STATIONXML": ("obspy.io.stationxml.core", "_read_stationxml"),
    "RESP": ("obspy.io.xseed.core", "_read_resp"),
    "SEED": ("obspy.io.xseed.core", "_read_seed"),
    "XSEED": ("obspy.io.xseed.core", "_read_xseed"),
    "SCML": ("obspy.io.seiscomp.inventory", "_read_scml"),
    "INVENTORYXML": ("obspy.io.arclink.inventory", "_read_inventory_xml"),
}
MAX_STAGES, MAX_ROOTS = 200, 2000


def read_inventory(data: bytearray, *, name: str, seconds: float) -> dict[str, Any]:
    """Read one file whose format is known.

    Returns
    -------
    dict
        ``networks``, or ``error``.
    """
    module, function = READERS[name]
    allow_to_write(len(data))
    with file_of(data) as path, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit_for(len(data), seconds)
        try:
            inventory = getattr(import_module(module), function)(path)
            return {"networks": [_network(entry) for entry in inventory]}
        except MemoryError:
            return {"error": "needs more memory than a file of its size may"}
        except Exception as fault:  # ObsPy's readers raise whatever they meet
            message = " ".join(str(fault).replace(path, "the file").split())[:240]
            return {"error": f"{type(fault).__name__}: {message}"}


def _network(network: Any) -> dict[str, Any]:
    return {"code": str(network.code), "stations": [_station(entry) for entry in network]}


def _station(station: Any) -> dict[str, Any]:
    return {
        "code": str(station.code),
        **_place(station),
        "channels": [_channel(entry) for entry in station],
    }


def _place(entry: Any) -> dict[str, Any]:
    return {
        "latitude": _number(entry.latitude),
        "longitude": _number(entry.longitude),
        "elevation": _number(entry.elevation),
        "start_ns": None if entry.start_date is None else int(entry.start_date.ns),
        "end_ns": None if entry.end_date is None else int(entry.end_date.ns),
    }


def _channel(channel: Any) -> dict[str, Any]:
    response = channel.response
    return {
        "code": str(channel.code),
        "location": str(channel.location_code or ""),
        **_place(channel),
        "depth": _number(channel.depth),
        "azimuth": _number(channel.azimuth),
        "dip": _number(channel.dip),
        "rate": _number(channel.sample_rate),
        "response": None if response is None else _response(response),
    }


def _response(response: Any) -> dict[str, Any]:
    stated = response.instrument_sensitivity
    stages = list(response.response_stages)
    if len(stages) > MAX_STAGES:
        raise ValueError(f"a response of {len(stages)} stages; at most {MAX_STAGES} are read")
    return {
        "sensitivity": None
        if stated is None
        else {
            "value": _number(stated.value),
            "frequency": _number(stated.frequency),
            "input_units": _text(stated.input_units),
            "output_units": _text(stated.output_units),
        },
        "stages": [_stage(entry) for entry in stages],
    }


def _stage(stage: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "gain": _number(stage.stage_gain),
        "gain_frequency": _number(stage.stage_gain_frequency),
        "input_units": _text(stage.input_units),
        "output_units": _text(stage.output_units),
        "kind": type(stage).__name__,
    }
    if hasattr(stage, "poles"):
        if len(stage.poles) + len(stage.zeros) > MAX_ROOTS:
            raise ValueError(f"a stage of more than {MAX_ROOTS} poles and zeros")
        row |= {
            "transfer": str(stage.pz_transfer_function_type),
            "normalization_frequency": _number(stage.normalization_frequency),
            "normalization_factor": _number(stage.normalization_factor),
            "poles": [[complex(entry).real, complex(entry).imag] for entry in stage.poles],
            "zeros": [[complex(entry).real, complex(entry).imag] for entry in stage.zeros],
        }
    return row


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(float(value)) else float(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:80]
