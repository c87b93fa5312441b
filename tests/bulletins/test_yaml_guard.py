"""YAML that is built to harm is refused by its text, quickly."""

from __future__ import annotations

import time

import pytest

from testban.bulletins.yaml_guard import yaml_problem

SECOND = 1.0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\n", "aliases"),
        ("&a [*a]\n", "aliases"),
        ("[" * 200_000, "deeper than 32"),
        ('{"a":' * 100_000, "deeper than 32"),
        ("- " * 100_000, "deeper than 32"),
        ("a: [1, 2\n", "cannot be read"),
        ("a: 1\nb: {c: 1, c: 2}\n", "'c' twice, in line 2"),
        ("\x00", "cannot be read"),
    ],
)
def test_hostile_text_is_refused_at_once(text, reason):
    begun = time.perf_counter()
    assert reason in (yaml_problem(text) or "")
    assert time.perf_counter() - begun < SECOND


@pytest.mark.parametrize("text", ["", "3", "[]", "a: 1\nb:\n- a: 1\n- a: 1\n", "? [a]\n: 1\n? [a]\n: 2\n"])
def test_plain_text_passes(text):
    assert yaml_problem(text) is None
