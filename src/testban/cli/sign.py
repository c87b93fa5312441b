"""`testban keygen` and `testban sign`: keys, and signatures added to dossiers of others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testban.cli.envelope import print_answer, print_lines
from testban.cli.options import Json
from testban.cli.panels import DOSSIERS, INPUT, METHOD

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("keygen", rich_help_panel=DOSSIERS)(keygen_command)
    app.command("sign", rich_help_panel=DOSSIERS)(sign_command)


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
    from testban.api import keygen

    secret = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True) if password else None
    )
    pair = keygen(key, password=secret)
    lines = (
        f"{pair.private_key}: private, keep it",
        f"{pair.public_key}: public, give it to those who check",
        pair.key_id,
    )
    print_answer("keygen", pair.to_dict(), as_json=as_json, render=lambda: print_lines(lines))


def sign_command(
    dossier: Annotated[Path, typer.Argument(help="A dossier: folder or .zip.", metavar="DOSSIER")],
    key: Annotated[
        Path,
        typer.Option(
            help="Private key (PEM) that signs.", metavar="FILE", dir_okay=False, rich_help_panel=INPUT
        ),
    ],
    as_json: Json = False,
) -> None:
    """Add a signature to a dossier that others made; nothing else in it changes."""
    from testban.api import sign

    signed = sign(dossier, read_private_key(key))
    lines = (f"{dossier}: signed by", signed.signer)
    print_answer("sign", signed.to_dict(), as_json=as_json, render=lambda: print_lines(lines))


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """Read the key that signs, asking for its password where it has one.

    Raises
    ------
    BadInputError
        No key in the file, or a password is needed and nobody can be asked.
    """
    from testban.api import PasswordError, load_private_key

    try:
        return load_private_key(path)
    except PasswordError:
        if not sys.stdin.isatty():
            raise
        return load_private_key(path, password=typer.prompt("Password", hide_input=True, err=True))
