"""Put faults into modules, one at a time, and count those that their own tests notice: ``make mutants``.

Each module is imported and its tests are collected once; every fault then lives in a fork of that process,
where it replaces the functions of the module wherever they were imported. Compiled kernels run as plain
Python. Writes ``docs/mutants.md``: the faults that no test noticed and, from ``tests/survivors.yaml``, why.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutate import Mutant, list_mutants, mutated

ROOT = Path(__file__).resolve().parents[1]
TESTS = {
    "location/solve": "tests/location/test_solve.py tests/location/test_solve_parts.py",
    "location/depth": "tests/location/test_depth.py",
    "regime/engaged": "tests/regime/test_engaged.py",
    "discrimination/ms_mb": "tests/discrimination/test_ms_mb.py",
    "yields/posterior": "tests/yields/test_yield_posterior.py",
    "travel_times/evaluate": "tests/travel_times/test_evaluate.py",
}
MIN_KILLED = 0.9
RESULTS, REPORT = ROOT / "build" / "mutants", ROOT / "docs" / "mutants.md"
REASONS = ROOT / "tests" / "survivors.yaml"
INTRODUCTION = """# Mutants: faults that the tests notice

Written by `make mutants` ([how and why](design/005-mutants.md)). Each fault changes one operator, comparison,
number, sign, argument order or statement of a module; the module's own tests should notice it.
"""
CPU_FACTOR, CPU_MARGIN_S = 4, 2  # a fault that makes a test run this much longer is noticed by that


class Faults:
    """The pytest plug-in that runs the collected tests once without a fault and then with each."""

    def __init__(self, target: str, jobs: int, wanted: set[str] | None) -> None:
        self._path = ROOT / "src" / "testban" / f"{target}.py"
        self._module = importlib.import_module(f"testban.{target.replace('/', '.')}")
        self._source, self._jobs = self._path.read_text(encoding="utf-8"), jobs
        listed = list_mutants(self._source)
        self._mutants = [one for one in listed if wanted is None or one.key in wanted]
        self.outcomes: dict[str, str] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        install(self._module, mutated(self._source, None))
        cost = {item.nodeid: self._seconds(item) for item in session.items}
        order = sorted(session.items, key=lambda item: cost[item.nodeid])
        running: dict[int, tuple[Mutant, int]] = {}
        waiting = list(self._mutants)
        while waiting or running:
            while waiting and len(running) < self._jobs:
                reading, writing = os.pipe()
                child = os.fork()
                if child == 0:
                    os._exit(self._run_with(waiting[0], order, cost, writing))
                os.close(writing)
                running[child] = waiting.pop(0), reading
            child, status = os.wait()
            mutant, reading = running.pop(child)
            killer = os.read(reading, 4096).decode()
            os.close(reading)
            code = os.waitstatus_to_exitcode(status)
            outcome = "survived" if code == 0 else killer if code == 1 else "stopped: too slow or crashed"
            self.outcomes[mutant.key] = outcome
            # The test that noticed this fault is the likeliest to notice the next one.
            order.sort(key=lambda item: item.nodeid != killer)
        return True

    def _seconds(self, item: pytest.Item) -> float:
        start = time.process_time()
        if not passes(item, None):
            pytest.exit(f"{item.nodeid} fails without any fault", returncode=3)
        return time.process_time() - start

    def _run_with(
        self, mutant: Mutant, order: list[pytest.Item], cost: dict[str, float], writing: int
    ) -> int:
        """Run the tests in the forked process until one fails; return 1 then and 0 when all pass."""
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        try:
            install(self._module, mutated(self._source, mutant))
        except Exception:
            os.write(writing, b"import")
            return 1
        for item, following in zip(order, [*order[1:], None], strict=True):
            # Its signal ends the process: a fault may loop for ever.
            signal.setitimer(signal.ITIMER_PROF, CPU_FACTOR * cost[item.nodeid] + CPU_MARGIN_S)
            if not passes(item, following):
                os.write(writing, item.nodeid.encode()[:4096])
                return 1
        return 0


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test, also for a second time."""
    if hasattr(item, "_request"):
        item._initrequest()
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def install(module: ModuleType, tree: ast.Module) -> None:
    """Run a changed tree as the module, and put what it defines wherever the module's names were imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            # Decorators that compile begin so: njit itself and those of travel_times/kernel.py.
            plain = [part for part in node.decorator_list if not ast.unparse(part).startswith("njit")]
            node.decorator_list = plain
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    before = {
        name: value
        for name, value in vars(module).items()
        if name not in imported and not name.startswith("__")
    }
    exec(compile(tree, str(module.__file__), "exec"), vars(module))
    if "uintp" in imported:
        vars(module)["uintp"] = int
    for other in list(sys.modules.values()):
        if other is not module and str(getattr(other, "__file__", "")).startswith(str(ROOT)):
            space = vars(other)
            for name, value in list(space.items()):
                if name in before and value is before[name]:
                    space[name] = vars(module)[name]


def measure(target: str, jobs: int, wanted: set[str] | None) -> None:
    """Run one module's faults in this process and keep the outcome."""
    calm = [Phase.explicit, Phase.generate]
    settings.register_profile("faults", derandomize=True, database=None, deadline=None, phases=calm)
    settings.load_profile("faults")
    faults = Faults(target, jobs, wanted)
    options = ["-q", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib --strict-markers"]
    status = pytest.main([*(str(ROOT / one) for one in TESTS[target].split()), *options], plugins=[faults])
    if status:
        sys.exit(int(status))
    path = RESULTS / f"{target.replace('/', '.')}.json"
    known = json.loads(path.read_text()) if wanted is not None and path.exists() else {}
    current = {one.key for one in list_mutants((ROOT / "src" / "testban" / f"{target}.py").read_text())}
    path.parent.mkdir(parents=True, exist_ok=True)
    merged = {key: value for key, value in {**known, **faults.outcomes}.items() if key in current}
    path.write_text(json.dumps(merged, indent=1))


def report(targets: Iterable[str]) -> bool:
    """Write the counts and the survivors; return whether enough were noticed in each module."""
    reasons = yaml.safe_load(REASONS.read_text(encoding="utf-8")) if REASONS.exists() else {}
    rows, sections, enough = [], [], True
    for target in targets:
        outcomes = json.loads((RESULTS / f"{target.replace('/', '.')}.json").read_text())
        left = [key for key, outcome in outcomes.items() if outcome == "survived"]
        share = 1.0 - len(left) / len(outcomes)
        enough = enough and share >= MIN_KILLED
        rows.append(f"| `{target}` | {len(outcomes)} | {len(outcomes) - len(left)} | {100 * share:.1f} % |")
        known = reasons.get(target, {})
        lines = [f"- `{key}`: {known.get(key, 'no reason yet')}" for key in left] or ["None."]
        sections.append("\n".join([f"## `{target}`: {len(left)} survive", "", *lines]))
    table = ["| module | faults | noticed | share |", "| --- | --- | --- | --- |", *rows]
    REPORT.write_text("\n".join([INTRODUCTION, *table, "", "\n\n".join(sections), ""]), encoding="utf-8")
    print("\n".join(table))
    return enough


def main() -> None:
    """Run all modules, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TESTS)}; all by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--survivors", action="store_true", help="only those that survived the last run")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TESTS):
        parser.error(f"not a target: {', '.join(sorted(unknown))}")
    if given.here:
        wanted = None
        if given.survivors:
            last = json.loads((RESULTS / f"{given.targets[0].replace('/', '.')}.json").read_text())
            listed = list_mutants((ROOT / "src" / "testban" / f"{given.targets[0]}.py").read_text())
            wanted = {one.key for one in listed if last.get(one.key, "survived") == "survived"}
        measure(given.targets[0], given.jobs, wanted)
        return
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    for target in given.targets or TESTS:
        start = time.monotonic()
        command = [sys.executable, __file__, target, "--here", "--jobs", str(given.jobs)]
        command += ["--survivors"] if given.survivors else []
        run = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **threads}, check=False, text=True, capture_output=True
        )
        if run.returncode:
            sys.exit(f"{target}: {run.stdout[-3000:]}{run.stderr[-3000:]}")
        print(f"{target}: {time.monotonic() - start:.0f} s", flush=True)
    with contextlib.suppress(FileNotFoundError):
        sys.exit(0 if report(TESTS) else 1)


if __name__ == "__main__":
    main()
