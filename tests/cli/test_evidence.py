"""`testban keygen`, `assess --sign` and `verify` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testban.cli.main import run
from testban.dossier import key_id, load_public_key


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    assert run(["keygen", str(folder / "state.pem")]) == 0
    zipped = str(folder / "x.zip")
    assert run(["assess", "dprk-2006", "--out", zipped, "--sign", str(folder / "state.pem")]) == 0
    return folder


def test_a_signed_zip_is_accepted_and_computes_to_the_same(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = str(home / "state.pub.pem")
    assert run(["verify", str(home / "x.zip"), "--rerun", "--key", key]) == 0
    text = capsys.readouterr().out
    assert "Authentic and re-computed" in text
    assert "byte for byte" in text
    assert "What this does not prove" in text
    assert "the key demanded" in text
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(
    ("options", "code", "status"),
    [
        (["--key", "state.pub.pem"], 3, "authentic, not re-computed"),
        (["--rerun"], 4, "intact, signer unknown"),
        (["--trust", "trust.toml", "--rerun"], 0, "authentic and re-computed"),
    ],
)
def test_each_answer_has_its_exit_code_and_words(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    code: int,
    status: str,
) -> None:
    monkeypatch.chdir(home)
    identifier = key_id(load_public_key(home / "state.pub.pem"))
    (home / "trust.toml").write_text(f'[[key]]\nname = "NDC of Utopia"\nid = "{identifier}"\n')
    assert run(["verify", "x.zip", *options, "--json"]) == code
    assert json.loads(capsys.readouterr().out)["result"]["status"] == status


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "needs one table"),
        ("[[key]]\nname = 'a'\nid = 'ed25519:00'\n", "key 1: 'id'"),
        ("key = 3", "needs one table"),
        ("[[key]\n", "is not TOML"),
        ("[[key]]\nname = 'a'\nid = 'ed25519:" + "0" * 64 + "'\nvalid_until = 2020-01-01\n"
         "valid_from = 2021-01-01\n", "before valid_from"),
    ],
)  # fmt: skip
def test_a_faulty_trust_file_leaves_with_2_and_the_reason(
    home: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str
) -> None:
    (home / "bad.toml").write_text(text)
    assert run(["verify", str(home / "x.zip"), "--trust", str(home / "bad.toml")]) == 2
    assert reason in " ".join(capsys.readouterr().err.split())


def test_a_changed_dossier_leaves_with_1_and_what_changed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = bytearray((home / "x.zip").read_bytes())
    data[1000] ^= 1
    (home / "y.zip").write_bytes(data)
    assert run(["verify", str(home / "y.zip"), "--json"]) == 1
    content = json.loads(capsys.readouterr().out)
    assert content["status"] == "not answered"
    assert content["errors"] == content["result"]["problems"] != []


def test_a_key_makes_its_folder(tmp_path: Path) -> None:
    assert run(["keygen", str(tmp_path / "new" / "state.pem")]) == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["state.pem", "state.pub.pem"]


def test_another_key_leaves_with_1(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["keygen", str(home / "other.pem")]) == 0
    assert run(["verify", str(home / "x.zip"), "--key", str(home / "other.pub.pem")]) == 1
    assert "is demanded" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["verify", "/no/such/dossier"], "no such dossier"),
        (["verify", "x.zip", "--key", "state.pem"], "stays with its owner"),
        (["assess", "dprk-2006", "--sign", "state.pem"], "--out"),
        (["assess", "dprk-2006", "--out", "z.zip", "--sign", "state.pub.pem"], "public key"),
        (["assess", "dprk-2006", "--out", "z.zip", "--sign", "absent.pem"], "absent.pem"),
        (["keygen", "state.pem"], "exists"),
    ],
)
def test_unusable_arguments_leave_with_2_and_the_reason(
    home: Path,
    arguments: list[str],
    reason: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(home)
    assert run(arguments) == 2
    assert reason in capsys.readouterr().err


class TestCheck:
    def test_options_are_judged_item_by_item_within_80_columns(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        position = ["--latitude", "41.294", "--longitude", "129.094"]
        assert run(["check", "--time", "2006-10-09T01:35:28Z", *position, "--by", "USGS"]) == 0
        text = capsys.readouterr().out
        assert "CONSISTENT  origin time" in text
        assert "INCONSISTENT  position, path corrections" in text
        assert max(len(line.rstrip()) for line in text.splitlines()) <= 80

    def test_json_gives_the_number_that_decides(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["check", "--date", "2006-10-09", "--yield-kt", "100", "--json"]) == 0
        content = json.loads(capsys.readouterr().out)
        items = {one["item"]: one for one in content["result"]["claims"][0]["items"]}
        assert items["yield"]["verdict"] == "inconsistent"
        assert items["yield"]["decided_by"]["value"] > items["yield"]["decided_by"]["threshold"]

    def test_what_cannot_be_told_leaves_with_1_and_the_reason(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["check", "--depth-km", "2.1", "--evidence", "dprk-2006", "--json"]) == 1
        content = json.loads(capsys.readouterr().out)
        assert content["status"] == "not answered"
        assert "of other depths" in content["errors"][0]

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (["check"], "nothing is claimed"),
            (["check", "--mb", "six"], "not a number"),
            (["check", "x.yaml", "--mb", "6"], "give one of them"),
            (["check", "absent.yaml"], "no such file"),
            (["check", "--mb", "6", "--evidence", "/no/such"], "/no/such"),
            (
                ["check", "--mb", "6", "--evidence", "dprk-2006", "--stations", "x.csv"],
                "leave out --stations",
            ),
        ],
    )
    def test_bad_input_leaves_with_2(
        self, arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(arguments) == 2
        assert reason in capsys.readouterr().err

    def test_where_nothing_can_be_told_stderr_says_against_what_and_why(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["check", "--depth-km", "2", "--evidence", "dprk-2013", "--json"]) == 1
        said = capsys.readouterr()
        assert "nothing can be told from dprk-2013: the interval holds it" in said.err
        assert json.loads(said.out)["status"] == "not answered"

    def test_rows_of_a_catalogue_without_evidence_are_left_out_with_the_reason(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "c.csv").write_text(
            "by,time,mb\nX,1995-01-01T00:00:00Z,5.0\nX,2006-10-09T01:35:28Z,4.3\n"
        )
        assert run(["check", str(tmp_path / "c.csv"), "--json"]) == 0
        content = json.loads(capsys.readouterr().out)
        assert [row["evidence"] for row in content["result"]["claims"]] == ["dprk-2006"]
        assert "claim 1 left out" in content["warnings"][0]

    def test_many_claims_about_other_events_are_counted(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rows = "".join(f"X,2006-10-09T0{hour}:35:28Z,4.3\n" for hour in range(1, 8))
        (tmp_path / "c.csv").write_text("by,time,mb\n" + rows)
        assert run(["check", str(tmp_path / "c.csv"), "--evidence", "dprk-2006"]) == 0
        text = capsys.readouterr().out
        assert "6 of 7 claims are about events" in text
        assert text.count("origin time") == 1


def test_the_inputs_are_listed_before_they_are_signed_and_the_time_is_stated(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--sign", str(home / "state.pem"), "--signed-at", "2026-03-04T05:06:07"]
    assert run(["assess", "dprk-2006", "--out", str(tmp_path / "x.zip"), *options]) == 0
    assert "inputs/arrivals.csv" in capsys.readouterr().err
    assert run(["verify", str(tmp_path / "x.zip"), "--key", str(home / "state.pub.pem"), "--json"]) == 3
    content = json.loads(capsys.readouterr().out)
    assert content["result"]["signed_at"] == "2026-03-04T05:06:07Z"


def test_a_time_without_a_signature_leaves_with_2(tmp_path: Path) -> None:
    out = str(tmp_path / "x")
    assert run(["assess", "dprk-2006", "--out", out, "--signed-at", "2026-03-04"]) == 2
