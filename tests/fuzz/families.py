"""Every family of foreign files: valid seeds, and the reader that takes them as the package does."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory

import numpy as np
import obspy
from answer_checks import check_finite, check_rows
from hostile_waveforms import WRITTEN, garbage, stream, written
from make import ARRIVALS, STATIONS, ims, ims_phase

from testban.bulletins import load_stations, read, read_bulletin, station_register
from testban.bulletins.css_write import write_css
from testban.bulletins.geojson import render_geojson
from testban.bulletins.ims10_write import render_ims10
from testban.bulletins.quakeml_write import render_quakeml
from testban.cases import load_case
from testban.claims import read_claims
from testban.cli.defaults import read_values
from testban.dossier import read_manifest, read_trust, write_manifest
from testban.dossier.container import pack, unpack
from testban.measurements import read_measurements
from testban.pipeline import read_calibration
from testban.regime import load_register, parse_record, read_deliveries, read_register
from testban.safe_io import decode, read_bytes, read_finding
from testban.safe_io.confined.waveform_formats import FORMATS, REFUSED, recognise
from testban.travel_times.velocity_model import read_velocity_model
from testban.waveforms import (
    NoWaveformsError,
    read_station_file,
    read_waveforms,
    record_responses,
)
from testban.wording import bulletin_of

Seeds = dict[str, bytes]
make_finding = run_path(str(Path(__file__).parents[1] / "bulletins" / "conftest.py"))["make_finding"]
CASES = Path(str(files("testban.cases")))
REGIME = Path(str(files("testban.regime"))) / "data"
OBSPY = Path(obspy.__file__).parent
MAX_SEED_BYTES, MAX_SEEDS = 75_000, 3
POSITION = "id,latitude,longitude\nXX.ABC,41.0,129.0\nABC,41.0,129.0\nQQA,41.0,101.0\n"


@dataclass(frozen=True)
class Family:
    """Seeds by file name, and what reads a file of one of these names."""

    seeds: Callable[[], Seeds]
    read: Callable[[Path], object]


def read_observations(path: Path) -> None:
    """Read a bulletin twice, as its source wrote it and as observations; no reading may get lost between."""
    stations = path.parent / "known-stations"
    if not stations.exists():
        stations.write_text(STATIONS)
    bulletin = read_bulletin(path)
    events = read(path, stations_path=stations)
    check_finite((bulletin, events))
    readings = sum(len(event.readings) for event in bulletin.events)
    check_rows(readings, sum(len(event.arrivals) + len(event.not_used) for event in events))


def read_arrivals(path: Path) -> None:
    """Read arrivals; each row of the table is one, or is named."""
    read_observations(path)
    lines = decode(path.read_bytes(), path.name).split("\n")
    rows = [line for line in lines if line.strip(' \t\r,;"') and not line.lstrip().startswith("#")]
    events = read(path, stations_path=path.parent / "known-stations")
    named = sum(len(event.arrivals) + len(event.not_used) for event in events)
    check_rows(len(rows) - 1, named)


def read_positions(path: Path) -> None:
    """Read stations through both doors: for bulletins and for waveforms."""
    for reader in (load_stations, read_station_file):
        try:
            answer = reader(path)
        except ValueError as fault:  # a file may be for one of them alone
            raise AssertionError(repr(fault)) from fault
        check_finite(answer)


def read_responses(path: Path) -> None:
    """Read responses next to a record that asks for them."""
    check_finite(read_station_file(path).blocks)
    table = path.parent / "known-stations"
    table.write_text(POSITION)
    stream(2400).write(str(path.parent / "record.mseed"), format="MSEED")
    waveforms = read_waveforms([path.parent / "record.mseed"], stations=[table], responses=[path])
    check_finite([(record.channel, record.samples) for record in waveforms.records])
    responses, _ = record_responses(waveforms.records, waveforms.book)
    check_finite([(response, response.at(np.array([0.1, 1.0, 10.0]))) for response in responses.values()])


def read_records(path: Path) -> None:
    """Read a waveform file next to a good one; the file is among the inputs or named as not used."""
    folder = path.parent
    (folder / "stations.csv").write_text(POSITION)
    try:
        waveforms = read_waveforms([folder])
    except NoWaveformsError:
        return
    check_finite([(record, record.channel) for record in waveforms.records])
    named = {row.name for row in waveforms.inputs} | {row.id for row in waveforms.not_used}
    check_rows(1, int(path.name in named or any(path.name in row.reason for row in waveforms.not_used)))


def read_case_folder(path: Path) -> None:
    """Read a case whose files are packaged but for one."""
    for source in (CASES / "dprk-2017").iterdir():
        if source.name != path.name:
            (path.parent / source.name).write_bytes(source.read_bytes())
    check_finite(load_case(path.parent))


def finite(reader: Callable[[Path], object]) -> Callable[[Path], object]:
    """Check the answer of a reader that counts nothing."""
    return lambda path: check_finite(reader(path))


def bulletins(*names: str) -> Callable[[], Seeds]:
    """Seeds from bulletins that the package itself writes."""

    def seeds() -> Seeds:
        bulletin = bulletin_of(make_finding(events=2))
        short = ims(ims_phase(azimuth="10.0", slowness="3.0"), ims_phase("INCN"), " (comment)")
        whole = {
            "short.txt": short.encode(),
            "long.txt": render_ims10(bulletin, long=True)[0].encode(),
            "a.xml": render_quakeml(bulletin, key="x"),
            "a.geojson": render_geojson(bulletin, None).encode(),
        }
        return {name: whole[name] for name in names}

    return seeds


def css_tables() -> Seeds:
    """The tables of a CSS3.0 set; the others of it lie next to the one that is broken."""
    with TemporaryDirectory() as folder:
        write_css(bulletin_of(make_finding(events=2)), Path(folder, "t.origin"), station_register())
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def read_css_set(path: Path) -> None:
    """Read a set of tables of which one is broken."""
    for name, data in cached(css_tables).items():
        if name != path.name:
            (path.parent / name).write_bytes(data)
    events = read(path.parent)
    check_finite(events)


@cache
def cached(seeds: Callable[[], Seeds]) -> Seeds:
    """Make seeds once."""
    return seeds()


def of_obspy(where: str) -> Callable[[], Seeds]:
    """A file of ObsPy's own tests, which its package brings, cut to some kilobytes of whole lines."""

    def seeds() -> Seeds:
        path = OBSPY / where
        if not path.exists():
            return {}
        data = path.read_bytes()[:MAX_SEED_BYTES]
        return {path.name + ".txt": data[: data.rfind(b"\n") + 1]}

    return seeds


def resp() -> Seeds:
    """A response of ObsPy's tests, as if it were that of the record."""
    whole = of_obspy("io/xseed/tests/data/RESP.BW.FURT..EHZ")()
    codes = ((b"FURT", b"ABC"), (b"EHZ", b"BHZ"), (b"BW", b"XX"))
    for before, after in codes:
        whole = {name: data.replace(before, after) for name, data in whole.items()}
    return whole


def waveforms(kind: str) -> Callable[[], Seeds]:
    """Small files of a format: what ObsPy writes, files of its tests, else its first bytes and garbage."""

    def seeds() -> Seeds:
        made = {f"made.{kind.lower()}": written(kind)} if kind in WRITTEN else {}
        module = FORMATS[kind].module.split(".")[2] if kind in FORMATS else kind.lower()
        folder = OBSPY / "io" / module / "tests" / "data"
        listed = sorted(folder.glob("*")) if folder.is_dir() else []
        small = [path for path in listed if path.is_file() and path.stat().st_size <= MAX_SEED_BYTES]
        for path in small:
            if len(made) >= MAX_SEEDS:
                break
            if recognise(path.read_bytes()[:4096], str(path)) == kind:
                made[f"{len(made)}-{path.name}"] = path.read_bytes()
        return made or {f"garbage.{kind.lower()}": garbage(kind)}

    return seeds


def wfdisc() -> Seeds:
    """A table of CSS3.0 waveforms; its samples lie next to it."""
    row = (
        f"{'QQA':<6} {'BHZ':<8} {1577934000.0:17.5f} {1:8d} {1:8d} {2020002:8d} {1577934120.0:17.5f} "
        f"{2400:8d} {20.0:11.7f} {1.0:16.6f} {1.0:16.6f} {'-':<6} o {{}} - {'.':<64} {'x.w':<32} "
        f"{0:10d} {-1:8d} {'':17}"
    )
    return {
        f"{kind}.wfdisc": f"{row.format(kind)[:283]:<283}\n".encode() for kind in ("s4", "f4", "s3", "a0")
    }


def read_wfdisc(path: Path) -> None:
    """Read a table of waveforms whose samples are good."""
    samples = np.random.default_rng(5).normal(0.0, 1000.0, 2400).astype(">i4")
    (path.parent / "x.w").write_bytes(samples.tobytes())
    read_records(path)


def stations() -> Seeds:
    """Tables of stations, in all forms."""
    return {
        "stations.csv": STATIONS.encode(),
        "packaged.csv": (CASES / "dprk-2006" / "stations.csv").read_bytes()[:3000].rsplit(b"\n", 1)[0],
        "sites.txt": b"#STA\tREFSTA\tONDATE\tOFFDATE\tLAT\tLON\tELEV\tSTATYPE\tSTANAME\n"
        b"MDJ\tMDJ\t-1\t-1\t44.6\t129.6\t0.2\tss\tX\n",
        "a.site": b"MDJ     2006350       -1   44.6170  129.5910    0.2500 Mudanjiang\n",
        "nll.in": b"GTSRCE MDJ LATLON 44.617 129.591 0 0.25\n",
    }


STATIONXML = """<?xml version="1.0"?>
<FDSNStationXML xmlns="http://www.fdsn.org/xml/station/1" schemaVersion="1.1"><Source>a</Source>
<Created>2020-01-01T00:00:00</Created><Network code="XX"><Station code="ABC">
<Latitude>41.0</Latitude><Longitude>129.0</Longitude><Elevation>100</Elevation><Site><Name>a</Name></Site>
<Channel code="BHZ" locationCode="" startDate="2010-01-01T00:00:00"><Latitude>41.0</Latitude>
<Longitude>129.0</Longitude><Elevation>100</Elevation><Depth>0</Depth><Azimuth>0</Azimuth><Dip>-90</Dip>
<SampleRate>40</SampleRate><Response><InstrumentSensitivity><Value>6e8</Value><Frequency>1</Frequency>
<InputUnits><Name>M/S</Name></InputUnits><OutputUnits><Name>COUNTS</Name></OutputUnits></InstrumentSensitivity>
<Stage number="1"><PolesZeros><InputUnits><Name>M/S</Name></InputUnits><OutputUnits><Name>COUNTS</Name>
</OutputUnits><PzTransferFunctionType>LAPLACE (RADIANS/SECOND)</PzTransferFunctionType>
<NormalizationFactor>1</NormalizationFactor><NormalizationFrequency>1</NormalizationFrequency>
<Zero number="0"><Real>0</Real><Imaginary>0</Imaginary></Zero><Zero number="1">
<Real>0</Real><Imaginary>0</Imaginary>
</Zero><Pole number="0"><Real>-0.0355</Real><Imaginary>0.0355</Imaginary></Pole><Pole number="1">
<Real>-0.0355</Real>
<Imaginary>-0.0355</Imaginary></Pole></PolesZeros><StageGain><Value>6e8</Value><Frequency>1</Frequency></StageGain>
</Stage></Response></Channel></Station></Network></FDSNStationXML>
"""
SACPZ = """* NETWORK   (KNETWK): XX
* STATION    (KSTNM): ABC
* LOCATION   (KHOLE): --
* CHANNEL   (KCMPNM): BHZ
* START             : 2001-01-01T00:00:00
* END               : 2030-01-01T00:00:00
* LATITUDE          : 41.0
* LONGITUDE         : 129.0
* SENSITIVITY       : 6e8 (M/S)
ZEROS 3
POLES 2
 -0.0355 0.0355
 -0.0355 -0.0355
CONSTANT 6e8
"""
CLAIMS = """- by: Utopia
  source: a statement
  time: 2017-09-03T03:30:01Z
  latitude: 41.30
  longitude: 129.08
  depth_km: 0.7
  mb: 6.1
- by: Ruritania
  source: another
  date: 2017-09-03
  zone: UTC
  yield_kt: 140
  relative:
  - {quantity: seismic size, to: dprk-2009, is: larger}
"""
MODEL = """a
b
0 5.8 3.4 2.7
35 5.8 3.4 2.7
35 8 4.5 3.3
2891 13.7 7.3 5.6
2891 8 0 9.9
5150 10.3 0 12
5150 11 3.5 12.8
6371 11.3 3.7 13
"""
TRUST = (
    f'[[key]]\nname = "NDC"\nid = "ed25519:{"ab" * 32}"\nvalid_from = 2026-01-01\n# revoked = 2026-06-01\n'
)
CONFIG = 'level = 0.95\nstations = "stations.csv"\nmodel = "ak135"\n'
DELIVERIES = "date,amount,unit\n2018-02-01,1000,barrels\n2018-03-01,20.5,barrels\n"


def findings() -> Seeds:
    """Findings of one and of two events."""
    return {f"{count}.json": make_finding(events=count).model_dump_json().encode() for count in (1, 2)}


def manifests() -> Seeds:
    """A manifest over one file."""
    with TemporaryDirectory() as folder:
        Path(folder, "finding.json").write_text("{}\n")
        return {"manifest.json": write_manifest(Path(folder), make_finding()).read_bytes()}


def containers() -> Seeds:
    """A container of four files."""
    held = {
        "dossier.html": b"<p>explosion</p>" * 20,
        "finding.json": b"{}\n",
        "inputs/a.csv": b"station\n" * 9,
    }
    return {"a.zip": b"".join(pack(held))}


def read_reported(path: Path) -> None:
    """Read deliveries; each row counts."""
    text = decode(read_bytes(path), path.name)
    deliveries = read_deliveries(text, name=path.name)
    check_finite(deliveries)
    check_rows(sum(1 for row in csv.DictReader(text.splitlines(), strict=True) if row), len(deliveries))


def of_files(*paths: Path) -> Callable[[], Seeds]:
    """Packaged files as seeds."""
    return lambda: {path.name: path.read_bytes() for path in paths}


def calibrations() -> Seeds:
    """A calibration as the package reads it."""
    observed = load_case("dprk-2017")
    content = {
        "schema": "testban.calibration/1",
        "references": [row.model_dump(mode="json") for row in observed.references[:1]],
        "stations": [row.model_dump(mode="json") for row in observed.stations[:20]],
    }
    return {"a.json": json.dumps(content, indent=1).encode()}


FAMILIES: dict[str, Family] = {
    "ims10": Family(bulletins("short.txt", "long.txt"), read_observations),
    "quakeml": Family(bulletins("a.xml"), read_observations),
    "geojson": Family(bulletins("a.geojson"), read_observations),
    "gse20": Family(of_obspy("io/gse2/tests/data/bulletin/gse_2.0_standard.txt"), read_observations),
    "mchedr": Family(of_obspy("io/pde/tests/data/mchedr.dat"), read_observations),
    "css-tables": Family(css_tables, read_css_set),
    "arrivals-csv": Family(lambda: {"a.csv": ARRIVALS.encode()}, read_arrivals),
    "stations": Family(stations, read_positions),
    "stationxml": Family(lambda: {"a.xml": STATIONXML.encode()}, read_responses),
    "resp": Family(resp, read_responses),
    "sacpz": Family(lambda: {"a.pz": SACPZ.encode()}, read_responses),
    "css-waveforms": Family(wfdisc, read_wfdisc),
    "case": Family(of_files(CASES / "dprk-2017" / "case.yaml"), read_case_folder),
    "measurements": Family(of_files(CASES / "dprk-2017" / "measurements.yaml"), finite(read_measurements)),
    "claims": Family(lambda: {"a.yaml": CLAIMS.encode()}, finite(read_claims)),
    "trust": Family(lambda: {"a.toml": TRUST.encode()}, finite(read_trust)),
    "config": Family(lambda: {"a.toml": CONFIG.encode()}, finite(read_values)),
    "finding": Family(findings, finite(read_finding)),
    "manifest": Family(manifests, lambda path: check_finite(read_manifest(path.read_bytes()))),
    "container": Family(containers, lambda path: unpack(path.read_bytes())),
    "calibration": Family(calibrations, finite(read_calibration)),
    "velocity-model": Family(
        lambda: {"m.tvel": MODEL.encode()},
        finite(read_velocity_model),
    ),
    "record": Family(
        of_files(REGIME / "records" / "statement_kazakhstan.txt"),
        lambda path: check_finite(parse_record(path.read_bytes(), name=path.name, register=load_register())),
    ),
    "deliveries": Family(lambda: {"a.csv": DELIVERIES.encode()}, read_reported),
    "register": Family(of_files(REGIME / "register" / "ptbt.yaml"), lambda path: read_register(path.parent)),
    **{
        f"waveform-{kind.lower()}": Family(waveforms(kind), read_records)
        for kind in sorted(set(FORMATS) | set(REFUSED))
    },
}
