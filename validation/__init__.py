"""Measures against truth: `python -m validation.run` writes validation.json and docs/validation.md."""
