"""Assess events: the rooms joined to one way from observations to the finding."""

from testban.pipeline.assess import assess
from testban.pipeline.inputs import Sources, collect_inputs
from testban.pipeline.observe import observe
from testban.pipeline.verify import Verified, verify
from testban.pipeline.write import write_finding

__all__ = ["Sources", "Verified", "assess", "collect_inputs", "observe", "verify", "write_finding"]
