"""Put the user's defaults where a command was given no option, and say so."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

from testban.cli.defaults import Defaults
from testban.cli.messages import print_note

META = "testban.defaults"


class CommandWithDefaults(TyperCommand):
    """A command that names each default it took from the user's file before it runs."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command with its options, those of the file among them."""
        taken = {
            name: value
            for name, value in ctx.params.items()
            if getattr(ctx.get_parameter_source(name), "name", "") == "DEFAULT_MAP"
        }
        for name in _not_for_input(ctx.params.get("target"), taken):
            del taken[name]
            ctx.params[name] = None
        if taken:
            print_note(f"defaults from {ctx.meta[META].file}: {_options(taken)}")
        return super().invoke(ctx)


def set_defaults(context: typer.Context, defaults: Defaults) -> None:
    """Let the commands below a context take their defaults from a file."""
    context.meta[META] = defaults
    context.default_map = defaults.of_commands()


def _not_for_input(target: str | None, taken: dict[str, Any]) -> list[str]:
    """Return the defaults that an input has no use for: given as options they would be refused."""
    if target is None or not {"stations", "responses"} & set(taken):
        return []
    from testban.api import kind_of_input

    unused = {"case": ("stations", "responses"), "bulletin": ("responses",)}.get(kind_of_input(target), ())
    return [name for name in unused if name in taken]


def _options(taken: dict[str, Any]) -> str:
    return ", ".join(f"--{name} {value}" for name, value in taken.items())
