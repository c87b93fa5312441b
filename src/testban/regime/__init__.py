"""The law as of a date: instruments, obligations, measures, treaty status, chronology, records."""

from testban.regime.engaged import obligations_engaged
from testban.regime.register import Register, load_register, read_register

__all__ = ["Register", "load_register", "obligations_engaged", "read_register"]
