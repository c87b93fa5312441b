"""Read mutated files of every family through the package's own readers: ``make fuzz FUZZ_SECONDS=600``.

Each family is read in a child process that can crash or hang without harm. A failure is a crash of that
process, more than 20 s for one file, an exception that is not one of the package's own, a number that is not
finite, or a row that is lost. The numbers of the mutants are seeds: ``--family NAME --first N --count 1``
reads one again. What fails lies in build/fuzz afterwards.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import sys
import tempfile
import time
import traceback
import zlib
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / name) for name in ("bulletins", "safe_io", "fuzz", "")]
HANG_S, START_S = 20.0, 120.0
MAX_FAILURES = 20  # of one family; then it is given up
FAILED = ROOT / "build" / "fuzz"


def mutant_of(family: str, number: int) -> tuple[str, bytes]:
    """Return name and bytes of a mutant; the same number gives the same bytes."""
    from broken_files import mutant
    from families import FAMILIES, cached

    seeds = cached(FAMILIES[family].seeds)
    names = sorted(seeds)
    name, other = names[number % len(names)], names[(number // 7) % len(names)]
    return name, mutant(seeds[name], seeds[other], zlib.crc32(f"{family} {number}".encode()))


def fault_of(family: str, name: str, data: bytes) -> str:
    """Read a file and say what was wrong with the reading; "refused" and "" are right answers."""
    import warnings

    from answer_checks import BrokenAnswerError
    from families import FAMILIES

    from testban.model import TestbanError

    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder, name)
        path.write_bytes(data)
        try:
            FAMILIES[family].read(path)
        except TestbanError:
            return "refused"
        except BrokenAnswerError as fault:
            return str(fault)
        except Exception:  # what a user would see as a traceback
            return "traceback: " + " | ".join(traceback.format_exc().strip().splitlines()[-7:])[-700:]
    return ""


def serve(channel: Connection, family: str, first: int, count: int) -> None:
    """Read the mutants of a family one after the other, and tell each answer."""
    for number in range(first, first + count):
        name, data = mutant_of(family, number)
        channel.send(None)
        channel.send(fault_of(family, name, data))


class Watched:
    """A child that reads, and what its parent notices of it."""

    def __init__(self, family: str, first: int, count: int) -> None:
        context = multiprocessing.get_context("fork")
        self._channel, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=serve, args=(theirs, family, first, count))
        self._process.start()
        theirs.close()

    def answer(self) -> tuple[str, bool]:
        """Return the next fault, and whether the child is lost."""
        try:
            for limit in (START_S, HANG_S):
                if not self._channel.poll(limit):
                    self.close()
                    return f"hangs for more than {limit:g} s", True
                fault = self._channel.recv()
        except EOFError:
            self._process.join(5.0)
            return f"ends the process with {self._process.exitcode}", True
        return fault, False

    def close(self) -> None:
        """End the child."""
        self._process.kill()
        self._process.join()
        self._channel.close()


def fuzz(family: str, *, first: int, count: int, seconds: float) -> dict[str, object]:
    """Read mutants until so many were read or the time is over."""
    until = time.monotonic() + seconds
    at, read, refused, failures = first, 0, 0, []
    child = Watched(family, at, count)
    while at < first + count and time.monotonic() < until and len(failures) < MAX_FAILURES:
        fault, lost = child.answer()
        read += 1
        refused += fault == "refused"
        if fault not in ("", "refused"):
            failures.append({"number": at, "fault": fault})
            keep(family, at)
        at += 1
        if lost:
            child.close()
            child = Watched(family, at, first + count - at)
    child.close()
    return {"mutants": read, "refused": refused, "failures": failures}


def keep(family: str, number: int) -> None:
    """Write a mutant that failed to where it can be looked at."""
    name, data = mutant_of(family, number)
    FAILED.mkdir(parents=True, exist_ok=True)
    (FAILED / f"{family}-{number}-{name}").write_bytes(data)


def main() -> int:
    """Fuzz the families that are asked for; 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="for all families together")
    parser.add_argument("--family", action="append", help="one or more of them; all by default")
    parser.add_argument("--prefix", default="", help="only families that begin so")
    parser.add_argument("--first", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--count", type=int, default=5000, help="mutants of each family at most")
    parser.add_argument("--json", type=Path, help="write the counts here")
    given = parser.parse_args()
    import families  # before the first fork, so that each child has it

    shutil.rmtree(FAILED, ignore_errors=True)
    names = given.family or [name for name in families.FAMILIES if name.startswith(given.prefix)]
    until, results = time.monotonic() + given.seconds, {}
    for at, name in enumerate(names):
        # What earlier families left of their time is for the later ones.
        share = (until - time.monotonic()) / (len(names) - at)
        started = time.monotonic()
        outcome = fuzz(name, first=given.first, count=given.count, seconds=max(share, 1.0))
        results[name] = outcome
        failures = outcome["failures"]
        print(
            f"{name:26s} {outcome['mutants']:6d} mutants, {outcome['refused']:6d} refused, "
            f"{len(failures)} failed ({time.monotonic() - started:.0f} s)",
            flush=True,
        )
        for failure in failures:
            print(f"  {failure['number']}: {failure['fault']}", flush=True)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n")
    print(f"{sum(row['mutants'] for row in results.values())} mutants of {len(results)} families")
    return int(any(row["failures"] for row in results.values()))


if __name__ == "__main__":
    sys.exit(main())
