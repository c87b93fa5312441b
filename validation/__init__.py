"""Measures against truth: `python -m validation.run` writes validation.json and docs/validation.md."""

import os

# Before NumPy is loaded: small matrices, one thread each.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
