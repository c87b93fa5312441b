"""Defaults of options, from a file that the user keeps: never from the folder that testban runs in."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "TESTBAN_CONFIG"
MAX_BYTES = 64 * 1024
Value = str | float
PATHS = ("stations", "responses", "trust", "log")
KEYS = {
    "stations": "station file",
    "responses": "instrument responses",
    "model": "velocity model: ak135, or a .tvel or .nd file",
    "level": "level of ellipses and intervals, 0.5 to 0.999",
    "trust": "file of trusted keys, for verify",
    "log": "file that the log is appended to",
}
# Which options of which commands the file has a say in. `check`, `relocate` and `calibrate` are not among
# them: their inputs are not what a station file of one's own network belongs to.
COMMANDS: dict[str, tuple[str, ...]] = {
    "assess": ("stations", "responses", "model", "level"),
    "locate": ("stations", "model", "level"),
    "measure": ("stations", "responses", "model"),
    "relocate": ("level",),
    "yield": ("level",),
    "verify": ("trust",),
}
MIN_LEVEL, MAX_LEVEL = 0.5, 0.999


@dataclass(frozen=True)
class Defaults:
    """What a file of defaults says; without a file nothing."""

    file: Path | None
    values: Mapping[str, Value]

    def of_commands(self) -> dict[str, dict[str, Value]]:
        """Return the values by command and option, as Click takes them."""
        return {
            command: {key: self.values[key] for key in keys if key in self.values}
            for command, keys in COMMANDS.items()
        }


def defaults_file(named: Path | None = None) -> Path | None:
    """Say which file holds the defaults: the one named, that of the environment, or that of the user.

    An empty ``TESTBAN_CONFIG`` means none.

    Parameters
    ----------
    named : Path, optional
        With ``--config``.
    """
    if named is not None:
        return named
    variable = os.environ.get(VARIABLE)
    if variable is not None:
        return Path(variable) if variable else None
    return user_file()


def user_file() -> Path | None:
    """Return the place of the user's own file, whether it is there or not; None without a home."""
    folder = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if os.name == "nt" else None)
    # As the specification of base directories demands: a relative one is none.
    if not folder or not Path(folder).is_absolute():
        try:
            folder = str(Path.home() / ".config")
        except RuntimeError:  # a user without a home has no file of defaults
            return None
    return Path(folder) / "testban" / "config.toml"


def read_defaults(named: Path | None = None) -> Defaults:
    """Read the file of defaults.

    Parameters
    ----------
    named : Path, optional
        With ``--config``. It must be there, as one named by the environment must; the user's own need not.

    Raises
    ------
    BadInputError
        A file that is named and not there, that is not TOML, or a key or value that has no meaning.
    """
    from testban.model import BadInputError

    file = defaults_file(named)
    if file is None:
        return Defaults(None, {})
    if not file.exists():
        if named is not None or VARIABLE in os.environ:
            source = "--config" if named is not None else VARIABLE
            raise BadInputError(f"{file}: no such file, named by {source}")
        return Defaults(None, {})
    return Defaults(file, read_values(file))


def read_values(file: Path) -> dict[str, Value]:
    """Read and check every value of a file; paths count from the folder of the file.

    Raises
    ------
    BadInputError
        A file that is not TOML, or a key or value that has no meaning.
    """
    from testban.model import BadInputError

    content = _parse(file)
    values: dict[str, Value] = {}
    for key, value in content.items():
        try:
            values[key] = check_value(key, value, folder=file.parent)
        except BadInputError as error:
            raise BadInputError(f"{file}: {error}") from None
    return values


def check_value(key: str, value: object, *, folder: Path) -> Value:
    """Return a value as the option takes it.

    Parameters
    ----------
    key : str
        One of `KEYS`.
    value : object
        As the file or the user gives it.
    folder : Path
        What a relative path counts from.

    Raises
    ------
    BadInputError
        A key or value that has no meaning.

    Examples
    --------
    >>> check_value("level", "0.95", folder=Path("."))
    0.95
    """
    from testban.model import BadInputError

    if key not in KEYS:
        raise BadInputError(f"{key!r} is not a key; keys are {', '.join(KEYS)}")
    if key == "level":
        try:
            level = float(value) if isinstance(value, str | int | float) else float("nan")
        except ValueError:
            level = float("nan")
        if isinstance(value, bool) or not MIN_LEVEL <= level <= MAX_LEVEL:
            raise BadInputError(f"level {value!r} is not a number between {MIN_LEVEL} and {MAX_LEVEL}")
        return level
    if not isinstance(value, str) or not value or not value.isprintable():
        raise BadInputError(f"{key} is not a text of printable characters")
    if key in PATHS or (key == "model" and Path(value).suffix):
        return str((folder / Path(value).expanduser()).absolute())
    return value


def write_value(file: Path, key: str, value: Value | None) -> None:
    """Set a value in the file, or take it out; the other lines, comments too, stay as they are.

    Raises
    ------
    BadInputError
        A file that cannot be changed without changing something else.
    """
    from testban.model import BadInputError

    before = _parse(file) if file.exists() else {}
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    expected = {name: old for name, old in before.items() if name != key}
    pattern = re.compile(rf"\s*(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')\s*=")
    kept = [line for line in lines if not pattern.match(line)]
    if value is not None:
        expected[key] = value
        kept.insert(_end_of_keys(kept), f"{key} = {_toml(value)}")
    text = "\n".join(kept) + "\n"
    import tomllib

    try:
        is_what_was_meant = tomllib.loads(text) == expected
    except tomllib.TOMLDecodeError:
        is_what_was_meant = False
    if not is_what_was_meant:
        raise BadInputError(f"{file}: {key} cannot be set without changing other lines; edit the file")
    _write(file.resolve(), text)


def _parse(file: Path) -> dict[str, object]:
    import tomllib

    from testban.model import BadInputError

    if not file.is_file():
        raise BadInputError(f"{file}: is not a file")
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadInputError(f"{file}: is not a file of defaults: larger than {MAX_BYTES:,} bytes")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInputError(f"{file}: is not TOML: {error}") from None


def _end_of_keys(lines: list[str]) -> int:
    """Return where the keys before the first table end."""
    return next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))


def _toml(value: Value) -> str:
    import json

    # A string of JSON is one of TOML; DEL is the exception, and is not printable.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _write(file: Path, text: str) -> None:
    """Write the whole file or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".config-", suffix=".toml")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        if file.exists():
            shutil.copymode(file, temporary)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
