"""Assess events: the rooms joined to one way from observations to the finding."""

from testban.pipeline.assess import assess
from testban.pipeline.observe import observe
from testban.pipeline.write import write_finding

__all__ = ["assess", "observe", "write_finding"]
