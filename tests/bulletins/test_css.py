"""CSS3.0 and KBCore tables: they belong together, and nulls are no numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from testban.bulletins import BulletinFileError, published_origins, read

KBCORE = {
    "arrivals.txt": "#ARID\tSTA\tTIME\tDELTIM\tAZIMUTH\tDELAZ\tSLOW\tDELSLO\n"
    "11\tMDJ\t1504409453.9\t0.12\t182.5\t3.1\t13.7\t0.4\n"
    "12\tINCN\t1504409472.1\t-1\t-1\t-1\t-1\t-1\n",
    "assocs.txt": "#ORID\tARID\tSTA\tPHASE\tDELTA\tTIMEDEF\tTIMERES\n"
    "7\t11\tMDJ\tPn\t3.34\td\t0.1\n7\t12\tINCN\tPn\t4.5\tn\t-1.0\n",
    "origins.txt": "#ORID\tLAT\tLON\tDEPTH\tTIME\n7\t41.3\t129.08\t0\t1504409401.7\n",
    "sites.txt": "#STA\tREFSTA\tONDATE\tOFFDATE\tLAT\tLON\tELEV\tSTATYPE\tSTANAME\n"
    "MDJ\tMDJ\t-1\t2286324\t44.617\t129.591\t0.25\tss\tMudanjiang\nINCN\tINCN\t-1\t-1\t37.4777\t126.6244\t0.08\tss\tInchon\n",
}


def folder(tmp_path: Path, **changed: str | None) -> Path:
    for name, text in {**KBCORE, **{f"{key}.txt": value for key, value in changed.items()}}.items():
        if text is not None:
            (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("entry", ["", "arrivals.txt", "origins.txt"])
def test_a_folder_or_any_of_its_tables_gives_the_event(tmp_path, entry):
    (event,) = read(folder(tmp_path) / entry)
    first, second = event.arrivals
    assert (event.id, first.id, second.id) == ("7", "MDJ/Pn", "INCN/Pn")
    assert (first.time_sd_s, first.back_azimuth_deg, first.slowness_s_per_deg) == (0.12, 182.5, 13.7)
    assert first.time.isoformat() == "2017-09-03T03:30:53.900000+00:00"
    assert event.stations[1].elevation_m == 250.0
    assert len(event.inputs) == 4


def test_nulls_are_no_numbers(tmp_path):
    (event,) = read(folder(tmp_path))
    second = event.arrivals[1]
    assert (second.time_sd_s, second.back_azimuth_deg, second.slowness_s_per_deg) == (None, None, None)


def test_the_origin_stays_out(tmp_path):
    (event,) = read(folder(tmp_path))
    assert "41.3" not in event.model_dump_json()
    assert published_origins(tmp_path)[0].latitude == 41.3


def test_without_assoc_all_arrivals_are_one_event_and_need_their_own_phase(tmp_path):
    (event,) = read(folder(tmp_path, assocs=None, origins=None))
    assert event.arrivals == ()
    assert "no phase is named" in event.not_used[0].reason


@pytest.mark.parametrize(
    ("table", "text", "reason"),
    [
        ("assocs", KBCORE["assocs.txt"].replace("\t12\t", "\t99\t"), "no arrival '99'"),
        (
            "assocs",
            KBCORE["assocs.txt"].replace("7\t12\tINCN\tPn", "7\t12\tINCN"),
            "6 fields where assoc has 7",
        ),
        ("arrivals", KBCORE["arrivals.txt"].replace("1504409472.1", "nan"), "the time 'nan' is not a time"),
        ("sites", KBCORE["sites.txt"].replace("37.4777", "99"), "latitude 99 outside"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(tmp_path, table, text, reason):
    (event,) = read(folder(tmp_path, **{table: text}))
    assert [a.id for a in event.arrivals] == ["MDJ/Pn"]
    assert reason in " | ".join(item.reason for item in event.not_used)


@pytest.mark.parametrize(
    ("table", "text", "reason"),
    [
        ("arrivals", "#ARID\tSTA\n1\tMDJ\n", "the arrival table lacks time"),
        ("arrivals", KBCORE["arrivals.txt"][:-30], "ends in the middle of a row"),
        ("arrivals", "", "is empty"),
        ("assocs", "#ORID\tARID\tPHASE\n", "holds no row"),
    ],
)
def test_a_bad_table_is_named(tmp_path, table, text, reason):
    with pytest.raises(BulletinFileError, match=rf"{table}\.txt.*{reason}"):
        read(folder(tmp_path, **{table: text}))


def test_two_sets_in_one_folder_are_refused(tmp_path):
    for name in ("a.arrival", "b.arrival"):
        (tmp_path / name).write_text("x\n")
    with pytest.raises(BulletinFileError, match="more than one arrival table"):
        read(tmp_path)
