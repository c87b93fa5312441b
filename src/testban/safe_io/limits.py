"""Bounds on what is read from foreign files; what is larger is a mistake or an attack."""

from __future__ import annotations

# A bulletin of a year of the ISC has some 200 MB.
MAX_FILE_BYTES = 256 * 1024 * 1024
# A definition, a claim or a file of the register has a few kilobytes.
MAX_YAML_BYTES = 1_000_000
MAX_YAML_DEPTH = 32
# QuakeML and StationXML nest 12 deep.
MAX_XML_DEPTH = 64
# Characters of one message; what a file or an option holds can be of any length.
MAX_MESSAGE = 600
# A file of waveforms; a day of three components at 100 Hz has some 100 MB. Its samples, unpacked.
MAX_WAVEFORM_BYTES = 1024 * 1024 * 1024
MAX_SAMPLE_BYTES = 2 * 1024 * 1024 * 1024
