"""Where the program `testban` begins: outside the package, so that nothing of it is loaded yet.

An interrupt while a module is loaded would end in a traceback. Until the command line can name it, it ends
the process without a word.
"""

from __future__ import annotations

# Of the standard library without its Python part, which takes longer to load than this module.
import _signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    from testban.cli.main import main as run_program

    run_program()
