"""Panels of the help: which commands and options stand together."""

from __future__ import annotations

EVIDENCE = "From observations to a finding"
LOCATION = "Location"
SOURCE = "Size and source"
DOSSIERS = "Evidence"
CLAIMS = "Claims"
LAW = "Law"
FORMATS = "Formats and settings"

INPUT = "Input"
METHOD = "Method"
OUTPUT = "Output"
