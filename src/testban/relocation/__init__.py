"""How far apart events lie: relative location from differential times."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.relocation.run import relocate_files

__all__ = [
    "relocate_files",
]
