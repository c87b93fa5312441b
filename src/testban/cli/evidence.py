"""Commands about evidence: keys, and checking a dossier."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import envelope, print_answer, print_json
from testban.cli.messages import print_message
from testban.cli.options import Json
from testban.cli.panels import DOSSIERS, METHOD
from testban.cli.terminal import console
from testban.safe_io import printable, visible

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from rich.console import Console

    from testban.pipeline import Verified

MAX_SHOWN = 12


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("keygen", rich_help_panel=DOSSIERS)(keygen_command)
    app.command("sign", rich_help_panel=DOSSIERS)(sign_command)
    app.command("verify", cls=CommandWithDefaults, rich_help_panel=DOSSIERS)(verify_command)


def keygen_command(
    key: Annotated[
        Path, typer.Argument(help="File for the private key; the public key is next to it.", metavar="FILE")
    ],
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a password that encrypts it.", rich_help_panel=METHOD)
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a pair of Ed25519 keys that sign dossiers; none is ever overwritten."""
    from testban.dossier import key_id, load_public_key, make_key

    secret = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True) if password else None
    )
    public = make_key(key, password=secret)
    identifier = key_id(load_public_key(public))
    result = {"private_key": str(key), "public_key": str(public), "key_id": identifier}

    def render() -> None:
        print(f"{key}: private, keep it\n{public}: public, give it to who checks\n{identifier}")

    print_answer("keygen", result, as_json=as_json, render=render)


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
        _render(dossier, verified)
    return result.exit_code


def sign_command(
    dossier: Annotated[Path, typer.Argument(help="A dossier: folder or .zip.", metavar="DOSSIER")],
    key: Annotated[
        Path,
        typer.Option(help="Private key (PEM) that signs.", metavar="FILE", dir_okay=False),
    ],
    as_json: Json = False,
) -> None:
    """Add a signature to a dossier that others made; nothing else in it changes."""
    from testban.api import sign

    result = sign(dossier, private_key(key))
    print_answer(
        "sign",
        result.to_dict(),
        as_json=as_json,
        render=lambda: print(f"{printable(str(dossier))}: signed by\n{result.signer}"),
    )


def private_key(path: Path) -> Ed25519PrivateKey:
    """Read the key that signs, asking for its password where it has one."""
    from testban.dossier import PasswordError, load_private_key

    try:
        return load_private_key(path)
    except PasswordError:
        if not sys.stdin.isatty():
            raise
        return load_private_key(path, password=typer.prompt("Password", hide_input=True, err=True))


def _render(dossier: Path, verified: Verified) -> None:
    out = console(markup=False)
    checked = verified.checked
    heading = "Refused" if verified.status == "altered" else verified.status.capitalize()
    _line(out, f"{heading}: {dossier}", style="bold")
    for problem in verified.problems[:MAX_SHOWN]:
        _line(out, f"- {problem}")
    if len(verified.problems) > MAX_SHOWN:
        _line(out, f"  and {len(verified.problems) - MAX_SHOWN} more (--json lists all)")
    if checked is None or checked.manifest is None or verified.status == "altered":
        return
    manifest = checked.manifest
    _line(out, f"{len(manifest.files)} files as the manifest names them")
    _line(
        out,
        f"Finding {manifest.finding.id}, law as of {manifest.finding.as_of}, testban "
        f"{manifest.software.version}",
    )
    _render_signers(out, verified)
    _render_comparison(out, verified)
    if manifest.left_behind:
        _line(out, f"Looked at, unusable, not packed: {', '.join(manifest.left_behind)}")
    if verified.unproven is not None:
        _line(out, "")
        _line(out, "What this does not prove", style="bold")
        for statement in verified.unproven.statements:
            _line(out, f"- {statement}")


def _render_signers(out: Console, verified: Verified) -> None:
    if not verified.signers:
        _line(out, "Not signed: anybody could have made it.")
    for key, verdict in (verified.signers or {}).items():
        whose = f"{verdict.name}: " if verdict.name else ""
        _line(out, f"Signed by {key}")
        _line(out, f"  {'trusted' if verdict.trusted else 'not trusted'}: {whose}{verdict.reason}")


def _render_comparison(out: Console, verified: Verified) -> None:
    outputs, again = verified.outputs, verified.rerun
    if outputs is not None:
        how = "byte for byte" if outputs.exact else "by words and numbers, as other software wrote them"
        _line(out, f"Page, QuakeML, IMS1.0 and metadata compared with the finding {how}")
        for reason in outputs.not_compared:
            _line(out, f"Not compared: {reason}")
    if again is None:
        _line(out, "Not computed again (--rerun does).")
        return
    message = {
        "identical": "Computed again: the same finding, byte for byte",
        "within tolerance": "Computed again: the same finding within the stated tolerances",
        "reworded": "Computed again: every number and answer within tolerance, sentences worded otherwise",
        "differs": "Computed again: the finding differs",
    }
    _line(out, message[again.result], style="bold")
    for difference in again.differences[:MAX_SHOWN]:
        mark = "within tolerance" if difference.within else "beyond tolerance"
        before, after = str(difference.before)[:60], str(difference.after)[:60]
        _line(out, f"- {difference.path}: {before} then, {after} now ({mark})")
    if len(again.differences) > MAX_SHOWN:
        _line(out, f"  and {len(again.differences) - MAX_SHOWN} more (--json lists all)")
    for line in again.circumstances:
        _line(out, f"Not as it was: {line}")


def _line(out: Console, message: str, *, style: str = "") -> None:
    from rich.text import Text

    indent = len(message) - len(message.lstrip())
    out.print(Text(" " * indent + visible(message), style=style))
