"""`testban verify`: whether a dossier is whole, who signed it, and what computing it again gives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import envelope, print_json
from testban.cli.messages import print_message
from testban.cli.options import Json
from testban.cli.panels import DOSSIERS, METHOD
from testban.cli.terminal import console

if TYPE_CHECKING:
    from rich.console import Console

    from testban.api import Verified

MAX_SHOWN = 12


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("verify", cls=CommandWithDefaults, rich_help_panel=DOSSIERS)(verify_command)


def verify_command(
    dossier: Annotated[Path, typer.Argument(help="A dossier: folder or .zip.", metavar="DOSSIER")],
    rerun: Annotated[
        bool,
        typer.Option("--rerun", help="Compute the finding again from its inputs.", rich_help_panel=METHOD),
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option(
            help="Public key (PEM) whose signature is required.",
            metavar="FILE",
            dir_okay=False,
            rich_help_panel=METHOD,
        ),
    ] = None,
    trust: Annotated[
        Path | None,
        typer.Option(
            help="Trust file (TOML): named keys and their terms.",
            metavar="FILE",
            dir_okay=False,
            rich_help_panel=METHOD,
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Check a dossier: every file, who signed it, its outputs, and with --rerun the finding itself.

    Exit code 0: authentic and re-computed. 1: altered. 2: bad input. 3: authentic, not re-computed.
    4: intact, but signed by no key that --key or --trust names. 5: cannot tell. 6: authentic, but other
    software wrote it, and only words and numbers were compared.
    """
    from testban.api import verify

    result = verify(dossier, key=key, trust=trust, rerun=rerun)
    verified = result.verified
    if as_json:
        status = "answered" if result.exit_code == 0 else "not answered"
        print_json(envelope("verify", status=status, result=result.to_dict(), errors=verified.problems))
        for problem in verified.problems[:MAX_SHOWN]:
            print_message(f"{dossier}: {problem}")
    else:
        _print_verified(dossier, verified)
    return result.exit_code


def _print_verified(dossier: Path, verified: Verified) -> None:
    out = console(markup=False)
    checked = verified.checked
    heading = "Refused" if verified.status == "altered" else verified.status.capitalize()
    _print_text(out, f"{heading}: {dossier}", style="bold")
    for problem in verified.problems[:MAX_SHOWN]:
        _print_text(out, f"- {problem}")
    if len(verified.problems) > MAX_SHOWN:
        _print_text(out, f"  and {len(verified.problems) - MAX_SHOWN} more (--json lists all)")
    if checked is None or checked.manifest is None or verified.status == "altered":
        return
    manifest = checked.manifest
    _print_text(out, f"{len(manifest.files)} files as the manifest names them")
    _print_text(
        out,
        f"Finding {manifest.finding.id}, law as of {manifest.finding.as_of}, testban "
        f"{manifest.software.version}",
    )
    _print_signers(out, verified)
    _print_comparison(out, verified)
    if manifest.left_behind:
        _print_text(out, f"Looked at, unusable, not packed: {', '.join(manifest.left_behind)}")
    if verified.unproven is not None:
        _print_text(out, "")
        _print_text(out, "What this does not prove", style="bold")
        for statement in verified.unproven.statements:
            _print_text(out, f"- {statement}")


def _print_signers(out: Console, verified: Verified) -> None:
    if not verified.signers:
        _print_text(out, "Not signed: anybody could have made it.")
    for key, verdict in (verified.signers or {}).items():
        whose = f"{verdict.name}: " if verdict.name else ""
        _print_text(out, f"Signed by {key}")
        _print_text(out, f"  {'trusted' if verdict.trusted else 'not trusted'}: {whose}{verdict.reason}")


def _print_comparison(out: Console, verified: Verified) -> None:
    outputs, again = verified.outputs, verified.rerun
    if outputs is not None:
        how = "byte for byte" if outputs.exact else "by words and numbers, as other software wrote them"
        _print_text(out, f"Page, QuakeML, IMS1.0 and metadata compared with the finding {how}")
        for reason in outputs.not_compared:
            _print_text(out, f"Not compared: {reason}")
    if again is None:
        _print_text(out, "Not computed again (--rerun does).")
        return
    message = {
        "identical": "Computed again: the same finding, byte for byte",
        "within tolerance": "Computed again: the same finding within the stated tolerances",
        "reworded": "Computed again: every number and answer within tolerance, sentences worded otherwise",
        "differs": "Computed again: the finding differs",
    }
    _print_text(out, message[again.result], style="bold")
    for difference in again.differences[:MAX_SHOWN]:
        mark = "within tolerance" if difference.within else "beyond tolerance"
        before, after = str(difference.before)[:60], str(difference.after)[:60]
        _print_text(out, f"- {difference.path}: {before} then, {after} now ({mark})")
    if len(again.differences) > MAX_SHOWN:
        _print_text(out, f"  and {len(again.differences) - MAX_SHOWN} more (--json lists all)")
    for line in again.circumstances:
        _print_text(out, f"Not as it was: {line}")


def _print_text(out: Console, message: str, *, style: str = "") -> None:
    """Print one text; what follows a dash or an indent is indented on its further lines too."""
    import textwrap

    from rich.text import Text

    from testban.safe_io import visible

    first = " " * (len(message) - len(message.lstrip()))
    further = first + "  " if message.lstrip().startswith("- ") else first
    lines = textwrap.wrap(
        visible(message.strip()),
        out.width,
        initial_indent=first,
        subsequent_indent=further,
        break_on_hyphens=False,
    )
    for line in lines or [""]:
        out.print(Text(line, style=style))
