"""The one door for foreign bytes: limits, guarded YAML, XML and text, names and what is printed."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.safe_io._plain_text import plain_text, plain_where_needed
    from testban.safe_io._printable import printable, printable_content, visible
    from testban.safe_io._read_finding import read_finding, schema_version_of
    from testban.safe_io.confined.unpack import PackedError, unpacked
    from testban.safe_io.errors import ForeignFileError
    from testban.safe_io.foreign_inventory import inventory_format, parse_inventory
    from testban.safe_io.foreign_waveform import (
        ForeignTrace,
        ForeignWaveform,
        NoTracesError,
        describe_traces,
        parse_waveform,
    )
    from testban.safe_io.guarded_xml import guard_xml
    from testban.safe_io.guarded_yaml import load_yaml, read_yaml
    from testban.safe_io.in_memory import InMemory
    from testban.safe_io.limits import MAX_FILE_BYTES, MAX_WAVEFORM_BYTES
    from testban.safe_io.names import file_name
    from testban.safe_io.read_file import (
        EMPTY,
        input_file,
        odd_kind,
        open_file,
        read_bytes,
        source_name,
    )
    from testban.safe_io.text import decode
    from testban.safe_io.worker import ConfinementError, confinement, new_budget, warm_up

__all__ = [
    "EMPTY",
    "MAX_FILE_BYTES",
    "MAX_WAVEFORM_BYTES",
    "ConfinementError",
    "ForeignFileError",
    "ForeignTrace",
    "ForeignWaveform",
    "InMemory",
    "NoTracesError",
    "PackedError",
    "confinement",
    "decode",
    "describe_traces",
    "file_name",
    "guard_xml",
    "input_file",
    "inventory_format",
    "load_yaml",
    "new_budget",
    "odd_kind",
    "open_file",
    "parse_inventory",
    "parse_waveform",
    "plain_text",
    "plain_where_needed",
    "printable",
    "printable_content",
    "read_bytes",
    "read_finding",
    "read_yaml",
    "schema_version_of",
    "source_name",
    "unpacked",
    "visible",
    "warm_up",
]
