"""`testban config`: defaults of options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from testban.cli.defaults import KEYS, Value, check_value, defaults_file, read_values, write_value
from testban.cli.envelope import print_answer, print_lines
from testban.cli.options import Json
from testban.cli.panels import FORMATS

KEYS_HELP = ", ".join(KEYS)


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    group = typer.Typer(help="Defaults of options, kept in a TOML file.", no_args_is_help=True)
    group.command("show")(config_show_command)
    group.command("path")(config_path_command)
    group.command("set")(config_set_command)
    group.command("unset")(config_unset_command)
    app.add_typer(group, name="config", rich_help_panel=FORMATS)


def config_show_command(context: typer.Context, as_json: Json = False) -> None:
    """Show the defaults that hold, and the file that they come from."""
    file = _file(context)
    values = read_values(file) if file is not None and file.exists() else {}

    def render() -> None:
        place = f"{file}: {'' if values else 'no defaults'}".rstrip(": ") if file else "no file of defaults"
        print_lines([place, *(f"  {key} = {value}" for key, value in values.items())])

    print_answer("config", _result(file, values), as_json=as_json, render=render)


def config_path_command(context: typer.Context, as_json: Json = False) -> None:
    """Print which file holds the defaults, whether it is there or not."""
    file = _file(context)
    print_answer(
        "config",
        {"file": None if file is None else str(file)},
        as_json=as_json,
        render=lambda: print_lines([str(file or "no file of defaults")]),
    )


def config_set_command(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help=f"One of {KEYS_HELP}.", metavar="KEY")],
    value: Annotated[str, typer.Argument(help="Its value; a path counts from here.", metavar="VALUE")],
    as_json: Json = False,
) -> None:
    """Set a default; paths are kept as absolute ones."""
    from testban.model import BadInputError

    checked = check_value(key, value, folder=Path.cwd())
    if key in ("stations", "responses", "trust") and not Path(str(checked)).exists():
        raise BadInputError(f"{checked}: no such file or folder")
    _change(context, key, checked, as_json=as_json)


def config_unset_command(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help=f"One of {KEYS_HELP}.", metavar="KEY")],
    as_json: Json = False,
) -> None:
    """Take a default out of the file."""
    _change(context, key, None, as_json=as_json)


def _change(context: typer.Context, key: str, value: Value | None, *, as_json: bool) -> None:
    from testban.model import BadInputError

    file = _file(context)
    if file is None:
        raise BadInputError("TESTBAN_CONFIG is empty: there is no file of defaults")
    write_value(file, key, value)
    values = read_values(file)
    shown = "not set" if value is None else value
    print_answer(
        "config",
        _result(file, values),
        as_json=as_json,
        render=lambda: print_lines([f"{file}: {key} = {shown}"]),
    )


def _result(file: Path | None, values: dict[str, Value]) -> dict[str, Any]:
    return {"file": None if file is None else str(file), "defaults": values}


def _file(context: typer.Context) -> Path | None:
    return defaults_file(context.find_root().params.get("config"))
