"""How far apart events lie: relative location from differential times."""

from testban.relocation.run import relocate_files

__all__ = [
    "relocate_files",
]
