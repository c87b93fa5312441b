"""Commands about evidence: keys, and checking a dossier."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import envelope, print_answer, print_json, print_lines
from testban.cli.messages import print_message
from testban.cli.options import Json
from testban.cli.panels import DOSSIERS, METHOD
from testban.cli.terminal import console

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from testban.pipeline import Verified

MAX_SHOWN = 12


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("keygen", rich_help_panel=DOSSIERS)(keygen_command)
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
        print_lines([f"{key}: private, keep it", f"{public}: public, give it to who checks", identifier])

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
    as_json: Json = False,
) -> int:
    """Check a dossier: every file, the signature, and with --rerun the finding itself."""
    from testban.dossier import load_public_key
    from testban.pipeline import verify

    demanded = load_public_key(key) if key is not None else None
    verified = verify(dossier, key=demanded, compute_again=rerun)
    result = verify_result(verified, demanded=key is not None)
    if as_json:
        status = "answered" if verified.accepted else "not answered"
        print_json(envelope("verify", status=status, result=result, errors=verified.problems))
        for problem in verified.problems[:MAX_SHOWN]:
            print_message(f"{dossier}: {problem}")
    else:
        _render(dossier, verified, demanded=key is not None)
    return 0 if verified.accepted else 1


def private_key(path: Path) -> Ed25519PrivateKey:
    """Read the key that signs, asking for its password where it has one."""
    from testban.dossier import PasswordError, load_private_key

    try:
        return load_private_key(path)
    except PasswordError:
        if not sys.stdin.isatty():
            raise
        return load_private_key(path, password=typer.prompt("Password", hide_input=True, err=True))


def verify_result(verified: Verified, *, demanded: bool) -> dict[str, object]:
    """Return the answer of `testban verify` as plain data."""
    from testban.pipeline import tolerances

    checked, again = verified.checked, verified.rerun
    manifest = checked.manifest if checked else None
    return {
        "accepted": verified.accepted,
        "problems": list(verified.problems),
        "finding": manifest.finding.model_dump(mode="json") if manifest else None,
        "files": len(manifest.files) if manifest else None,
        "signer": checked.signer if checked else None,
        "signer_demanded": demanded,
        "rerun": None
        if again is None
        else {
            "result": again.result,
            "tolerances": tolerances(),
            "differences": [
                {
                    "path": difference.path,
                    "before": difference.before,
                    "after": difference.after,
                    "within": difference.within,
                }
                for difference in again.differences
            ],
            "other_outputs_changed": list(again.pages),
            "circumstances": list(again.circumstances),
        },
    }


def _render(dossier: Path, verified: Verified, *, demanded: bool) -> None:
    from rich.text import Text

    from testban.safe_io import visible

    out = console(markup=False)
    checked, again = verified.checked, verified.rerun
    if verified.problems:
        out.print(Text(visible(f"Refused: {dossier}"), style="bold"))
        for problem in verified.problems[:MAX_SHOWN]:
            out.print(Text(visible(f"- {problem}")))
        if len(verified.problems) > MAX_SHOWN:
            out.print(f"  and {len(verified.problems) - MAX_SHOWN} more (--json lists all)")
        return
    assert checked is not None
    assert checked.manifest is not None
    manifest = checked.manifest
    out.print(Text(f"Intact: {len(manifest.files)} files as the manifest names them", style="bold"))
    made_by = f"law as of {manifest.finding.as_of}, testban {manifest.software.version}"
    out.print(Text(visible(f"Finding {manifest.finding.id}, {made_by}")))
    if checked.signer is None:
        out.print("Not signed: anybody could have made it.")
    else:
        whose = "the key demanded" if demanded else "nothing here says whose key this is; --key demands one"
        out.print(Text(f"Signed by\n{checked.signer}\n({whose})"))
    if again is None:
        out.print("Not computed again (--rerun does).")
        return
    said = {
        "identical": "Computed again: the same finding, byte for byte",
        "within tolerance": "Computed again: the same finding within the stated tolerances",
        "differs": "Computed again: the finding differs",
    }
    out.print(Text(said[again.result], style="bold"))
    for difference in again.differences[:MAX_SHOWN]:
        mark = "within tolerance" if difference.within else "beyond tolerance"
        before, after = str(difference.before)[:60], str(difference.after)[:60]
        out.print(Text(visible(f"- {difference.path}: {before} then, {after} now ({mark})")))
    if len(again.differences) > MAX_SHOWN:
        out.print(f"  and {len(again.differences) - MAX_SHOWN} more (--json lists all)")
    if again.pages:
        out.print(Text(visible(f"Other outputs with other bytes: {', '.join(again.pages)}")))
    for line in again.circumstances:
        out.print(Text(visible(f"Not as it was: {line}")))
