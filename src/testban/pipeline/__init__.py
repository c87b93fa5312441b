"""Assess events: the rooms joined to one way from observations to the finding."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.pipeline._assess import assess
    from testban.pipeline._co_sign import co_sign
    from testban.pipeline._observe import kind_of_input, observe, observe_with_pictures
    from testban.pipeline._verify import Verified, verify
    from testban.pipeline.bulletin_files import convert, write_ims10, write_quakeml
    from testban.pipeline.calibration_file import Calibration, calibrate, read_calibration, write_calibration
    from testban.pipeline.compare import tolerances
    from testban.pipeline.criteria_file import find_criteria
    from testban.pipeline.inputs import MAX_INPUT_BYTES, Sources, collect_inputs
    from testban.pipeline.locate_file import local_pool, locate_events
    from testban.pipeline.options import CRITERIA_NOTE, AssessOptions, assess_with, with_option_files
    from testban.pipeline.rerun import Rerun
    from testban.pipeline.size import KINDS
    from testban.pipeline.write import write_finding

__all__ = [
    "CRITERIA_NOTE",
    "KINDS",
    "MAX_INPUT_BYTES",
    "AssessOptions",
    "Calibration",
    "Rerun",
    "Sources",
    "Verified",
    "assess",
    "assess_with",
    "calibrate",
    "co_sign",
    "collect_inputs",
    "convert",
    "find_criteria",
    "kind_of_input",
    "local_pool",
    "locate_events",
    "observe",
    "observe_with_pictures",
    "read_calibration",
    "tolerances",
    "verify",
    "with_option_files",
    "write_calibration",
    "write_finding",
    "write_ims10",
    "write_quakeml",
]
