"""Small bulletins written for the tests; no line of them comes from an outside file."""

from __future__ import annotations

IMS_ORIGINS = (
    "   Date       Time        Err   RMS Latitude Longitude  Smaj  Smin  Az Depth   Err Ndef Nsta Gap  mdist "
    " Mdist Qual   Author      OrigID"
)
IMS_PHASES = (
    "Sta     Dist  EvAz Phase        Time      TRes  Azim AzRes   Slow   SRes Def   SNR       Amp   Per Qual "
    "Magnitude    ArrID"
)
IMS_INFO = (
    "Net      Chan F Low_F HighF AuthPhas    Date     eTime wTime eAzim wAzim  eSlow wSlow      eAmp  ePer "
    "eMag Author      ArrID"
)


def ims_origin(
    day: str = "2017/09/03", clock: str = "03:30:01.76", author: str = "ISC", identifier: str = "1"
) -> str:
    return (
        f"{day} {clock:11s}   0.15 1.450  41.3000  129.0800  4.09  2.70  49   5.0f        76   70  92"
        f"   3.34  62.90 m i ke {author:9s} {identifier:8s}"
    )


def ims_phase(
    station: str = "MDJ",
    phase: str = "Pn",
    clock: str = "03:30:53.9",
    identifier: str = "1",
    azimuth: str = "",
    slowness: str = "",
) -> str:
    return (
        f"{station:5s}   3.34   6.1 {phase:8s} {clock:12s}   0.1 {azimuth:>5s}       {slowness:>6s}"
        f"        T__                        __            {identifier:>8s}"
    )


def ims_info(identifier: str, *, day: str = "2017/09/03", time_sd: str = "0.120", network: str = "IM") -> str:
    return (
        f"{network:9s} BHZ   {'':5s} {'':5s} {'Pn':8s} {day:10s} {time_sd:>6s} {'':5s} {'2.5':>5s} {'':5s} "
        f"{'0.30':>6s} {'':5s} {'':9s} {'':5s} {'':3s} {'':9s} {identifier:>8s}"
    )


def ims(
    *phases: str, origins: tuple[str, ...] | None = None, subformat: str = "short", tail: str = ""
) -> str:
    """Return a whole message with one event."""
    lines = [
        "BEGIN IMS1.0",
        "MSG_TYPE DATA",
        f"DATA_TYPE BULLETIN IMS1.0:{subformat}",
        "Test bulletin",
        "Event   123456 Somewhere",
        "",
        IMS_ORIGINS,
        *(origins if origins is not None else (ims_origin(),)),
        "",
        IMS_PHASES,
        *(phases or (ims_phase(),)),
    ]
    return "\n".join(lines) + f"\n{tail}\n\nSTOP\n"


STATIONS = (
    "station,lat,lon,elevation_m\nMDJ,44.617,129.591,250\nINCN,37.4777,126.6244,80\nKSRS,37.45,127.92,\n"
)
ARRIVALS = (
    "station,phase,time,time_sd_s\nMDJ,Pn,2017-09-03T03:30:53.9Z,0.1\nINCN,Pn,2017-09-03T03:31:12.1Z,\n"
)
