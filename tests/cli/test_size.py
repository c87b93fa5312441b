"""`testban yield` as a user meets it."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from testban.cli.size import add_commands
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

    def test_a_misspelt_site_is_bad_input_with_near_matches(self, app):
        result = runner.invoke(app, ["yield", "--mb", "6.1", "--site", "pungye"])
        assert isinstance(result.exception, BadInputError)
        assert "punggye-ri" in str(result.exception)
