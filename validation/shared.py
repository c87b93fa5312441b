"""Where the outside observations lie."""

from __future__ import annotations

import os
from pathlib import Path


def shared_folder() -> Path:
    """Folder of the outside observations: TESTBAN_SHARED, or next to the project.

    Raises
    ------
    FileNotFoundError
        It is not there.
    """
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("TESTBAN_SHARED", default))
    if not folder.is_dir():
        raise FileNotFoundError(2, "no outside observations", str(folder.name))
    return folder
