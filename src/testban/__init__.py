"""testban: from observations to a finding about the nuclear test ban that anyone can re-run."""

from importlib.metadata import version

__version__ = version("testban")
