"""`testban yield` as a user meets it."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from testban.cli.yield_ import add_commands
from testban.model import BadInputError

runner = CliRunner()


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()

    @app.callback()
    def root() -> None:
        """Keep `yield` a subcommand although it is the only one here."""

    add_commands(app)
    return app


class TestYield:
    def test_json_holds_the_interval_and_its_parts(self, app):
        result = runner.invoke(app, ["yield", "--mb", "6.1", "--site", "punggye-ri", "--json"])
        assert result.exit_code == 0, result.output
        answer = json.loads(result.stdout)
        body = answer.get("result", answer)
        assert body["yield"]["low"] < body["yield"]["value"] < body["yield"]["high"]
        assert body["calibrated"] is False

    def test_text_fits_80_columns_and_gives_the_factor(self, app):
        result = runner.invoke(app, ["yield", "--mb", "5.9", "--site", "semipalatinsk", "--depth-m", "500"])
        assert result.exit_code == 0, result.output
        assert "a factor of" in result.stdout
        assert max(len(line) for line in result.stdout.splitlines()) <= 80

    def test_rock_is_in_the_answer_with_its_source(self, app):
        result = runner.invoke(app, ["yield", "--mb", "5.1", "--rock", "alluvium", "--json"])
        assert result.exit_code == 0, result.output
        answer = json.loads(result.stdout)
        body = answer.get("result", answer)
        assert body["rock"]["kind"] == "dry porous"
        assert "Perret" in body["rock"]["source"]
        assert body["standard_deviations"]["rock"] == 0.25

    def test_a_yield_against_a_reference_explosion(self, app):
        options = ["--relative", "1.2", "--relative-sd", "0.05", "--reference-kt", "11", "--json"]
        result = runner.invoke(app, ["yield", *options])
        assert result.exit_code == 0, result.output
        answer = json.loads(result.stdout)
        body = answer.get("result", answer)
        # A magnitude difference of 1.2 at a slope of about 0.76: 1.58 decades.
        assert 250.0 < body["yield"]["value"] < 700.0
        assert body["yield"]["low"] < 109.0 * 2
        assert body["reference"]["value"] == 11.0

    def test_a_reference_in_words_fits_80_columns(self, app):
        result = runner.invoke(app, ["yield", "--relative", "-0.4", "--reference-kt", "11"])
        assert result.exit_code == 0, result.output
        assert max(len(line) for line in result.stdout.splitlines()) <= 80

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ([], "--mb, or --relative"),
            (["--relative", "1"], "needs --reference-kt"),
            (["--relative", "1", "--reference-kt", "0"], "is not above 0 kt"),
            (["--relative", "1", "--reference-kt", "nan"], "is not above 0 kt"),
            (["--relative", "9", "--reference-kt", "10"], "not within"),
            (["--relative", "1", "--reference-kt", "10", "--reference-factor", "0.5"], "between 1 and 100"),
            (["--relative", "1", "--reference-kt", "10", "--mb", "5"], "replaces --mb"),
            (["--mb", "5", "--reference-kt", "10"], "belongs to --relative"),
        ],
    )
    def test_half_a_comparison_is_refused_with_its_reason(self, app, options, said):
        result = runner.invoke(app, ["yield", *options])
        assert isinstance(result.exception, BadInputError)
        assert said in str(result.exception)

    def test_a_misspelt_site_is_bad_input_with_near_matches(self, app):
        result = runner.invoke(app, ["yield", "--mb", "6.1", "--site", "pungye"])
        assert isinstance(result.exception, BadInputError)
        assert "punggye-ri" in str(result.exception)
