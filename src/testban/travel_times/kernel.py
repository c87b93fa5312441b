"""How the compiled loops of this room are compiled."""

from __future__ import annotations

from typing import Any

from numba import njit

# Numba counts a reference each time an array is read out of a tuple; with 14 arrays a look-up takes 2.5 times
# as long. These loops allocate nothing and return numbers only, so they are compiled without counting, as
# Numba compiles its own sorting; a loop that allocates does not compile with these options.
OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract"},
    "_nrt": False,
}

njit_kernel = njit(**OPTIONS)
njit_inlined = njit(**OPTIONS, inline="always")
