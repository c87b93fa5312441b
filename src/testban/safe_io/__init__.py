"""The one door for foreign bytes: limits, guarded YAML, XML and text, names and what is printed."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.safe_io._printable import printable
    from testban.safe_io.errors import ForeignFileError
    from testban.safe_io.guarded_xml import guard_xml
    from testban.safe_io.guarded_yaml import load_yaml, read_yaml
    from testban.safe_io.limits import MAX_FILE_BYTES
    from testban.safe_io.names import file_name
    from testban.safe_io.read_file import input_file, open_file, read_bytes
    from testban.safe_io.text import decode

__all__ = [
    "MAX_FILE_BYTES",
    "ForeignFileError",
    "decode",
    "file_name",
    "guard_xml",
    "input_file",
    "load_yaml",
    "open_file",
    "printable",
    "read_bytes",
    "read_yaml",
]
