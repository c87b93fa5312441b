"""Try what a busy or failing machine does to a dossier: ``python scripts/endure.py [NAME ...]``.

`kill`: SIGKILL at random moments while an earlier dossier is overwritten, as folder and as zip. `full`: a
disk that fills up. `writers`: two write one place. `many`: twenty at once with an empty cache of compiled
kernels. `interrupts`: Ctrl-C in the first 0.4 s. `flips`: bytes of each member of a signed dossier changed.
Each says what was tried and what failed; the exit code is 1 where something did. It needs some minutes of
both cores, so no test runs it.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

CASE = "dprk-2006"
MAX_RSS_MB = 400.0
PROGRAM = "from testban_program import main; main()"
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    """Start the command line."""
    options = {"env": ENVIRONMENT, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], **options)  # type: ignore[call-overload,no-any-return]


def assess(out: Path, *more: str, **options: object) -> subprocess.Popen[bytes]:
    """Start to assess the case into a place."""
    return start("assess", CASE, *more, "--out", str(out), **options)


def dossier_bytes(path: Path) -> dict[str, bytes]:
    """Everything of a dossier, by name."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    return {
        str(name.relative_to(path)): name.read_bytes() for name in sorted(path.rglob("*")) if name.is_file()
    }


def made(out: Path, *more: str) -> dict[str, bytes]:
    """Make a dossier and return its bytes."""
    process = assess(out, *more)
    _, message = process.communicate()
    if process.returncode:
        raise SystemExit(f"cannot make {out.name}: {message.decode()[-300:]}")
    return dossier_bytes(out)


def two_dossiers(home: Path, suffix: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The former and the new dossier, as they are when nothing disturbs: of two confidence levels."""
    (home / "sound").mkdir()
    former, new = (made(home / "sound" / f"x{suffix}", "--level", level) for level in ("0.8", "0.9"))
    return former, new


def killed(kills: int) -> Iterator[str]:
    """End the writer at random moments; half of them while it writes, as its folder of work shows."""
    draw = random.Random(7)
    for suffix in ("", ".zip"):
        with tempfile.TemporaryDirectory() as folder:
            home, counts = Path(folder), {"former": 0, "new": 0}
            former, new = two_dossiers(home, suffix)
            place = home / "place"
            place.mkdir()
            out = place / f"x{suffix}"
            made(out, "--level", "0.8")
            begins, ends = _writing_s(out)
            for number in range(kills // 2):
                process = assess(out, "--level", "0.9")
                if number % 2:
                    time.sleep(draw.uniform(0.0, 1.1 * ends))
                else:
                    while len(os.listdir(place)) < 2 and process.poll() is None:
                        time.sleep(0.0005)
                    time.sleep(draw.uniform(0.0, 1.2 * (ends - begins)))
                process.kill()
                process.communicate()
                held = dossier_bytes(out)
                state = "former" if held == former else "new" if held == new else ""
                if not state:
                    yield f"{suffix or 'folder'}: killed at moment {number}: neither the former nor the new"
                    return
                counts[state] += 1
                if state == "new":
                    made(out, "--level", "0.8")
            made(out, "--level", "0.9")
            if os.listdir(place) != [out.name]:
                yield f"{suffix or 'folder'}: litter after the next run: {os.listdir(place)}"
            print(f"kill, {suffix or 'folder'}: {kills // 2} moments, then {counts}", flush=True)


def _writing_s(out: Path) -> tuple[float, float]:
    """Say after how many seconds a run begins and ends to write, and leave the former dossier there."""
    started, begins = time.monotonic(), 0.0
    process = assess(out, "--level", "0.8")
    while process.poll() is None:
        if not begins and len(os.listdir(out.parent)) > 1:
            begins = time.monotonic() - started
        time.sleep(0.0005)
    return begins, time.monotonic() - started


def full_disk(_: int) -> Iterator[str]:
    """Write where little fits: files may not grow over a limit, then a small file system if allowed."""
    for suffix in ("", ".zip"):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, f"x{suffix}")
            former = made(out, "--level", "0.8")
            for limit in (100, 1_000, 5_000, 20_000, 50_000, 80_000):
                process = assess(
                    out,
                    preexec_fn=lambda most=limit: (
                        signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
                    ),
                )
                _, message = process.communicate()
                if b"Traceback" in message or process.returncode not in (0, 2):
                    yield f"limit {limit}: {process.returncode}, {message.decode()[-300:]}"
                if process.returncode == 0:
                    former = dossier_bytes(out)
                elif dossier_bytes(out) != former or os.listdir(folder) != [out.name]:
                    yield f"limit {limit}: the former is not whole, or litter: {os.listdir(folder)}"
            print(f"full, {suffix or 'folder'}: 6 limits of a file's size", flush=True)
    yield from _small_file_system()


def _small_file_system() -> Iterator[str]:
    for suffix in ("", ".zip"):
        with tempfile.TemporaryDirectory() as folder:
            for kilobytes in (700, 1500, 3000):
                place = Path(folder)
                mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
                if subprocess.run(mount, capture_output=True, check=False).returncode:
                    print("full: no small file system can be mounted here", flush=True)
                    return
                try:
                    yield from _on_small(place / f"x{suffix}", kilobytes)
                finally:
                    subprocess.run(["umount", str(place)], check=False)


def _on_small(out: Path, kilobytes: int) -> Iterator[str]:
    process = assess(out, "--level", "0.8")
    process.communicate()
    if process.returncode:
        print(f"full, {out.name} on {kilobytes} kB: not even one fits", flush=True)
        return
    former = dossier_bytes(out)
    filler = out.parent / "filler"
    free = os.statvfs(out.parent)
    filler.write_bytes(bytes(max(free.f_bavail * free.f_bsize - 60_000, 0)))
    process = assess(out)
    _, message = process.communicate()
    whole = dossier_bytes(out) == former and sorted(os.listdir(out.parent)) == ["filler", out.name]
    if process.returncode != 2 or b"Traceback" in message or not whole:
        yield f"{kilobytes} kB: {process.returncode}, {os.listdir(out.parent)}, {message.decode()[-200:]}"
    print(f"full, {out.name} on {kilobytes} kB: {message.decode().strip()[-90:]}", flush=True)


def two_writers(_: int) -> Iterator[str]:
    """Let two write one place at once, ten times."""
    for suffix in ("", ".zip"):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            sound = two_dossiers(home, suffix)
            place = home / "place"
            place.mkdir()
            out = place / f"x{suffix}"
            for number in range(5):
                pair = [assess(out, "--level", level) for level in ("0.8", "0.9")]
                messages = [process.communicate()[1] for process in pair]
                if any(process.returncode for process in pair) or dossier_bytes(out) not in sound:
                    yield f"{suffix or 'folder'}, round {number}: {b' '.join(messages).decode()[-400:]}"
                if os.listdir(place) != [out.name]:
                    yield f"{suffix or 'folder'}, round {number}: litter: {os.listdir(place)}"
            print(f"writers, {suffix or 'folder'}: 5 rounds of two", flush=True)


def many(_: int) -> Iterator[str]:
    """Start twenty at once whose cache of compiled kernels is empty."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "cache").mkdir()
        environment = {**ENVIRONMENT, "NUMBA_CACHE_DIR": str(home / "cache")}
        started = [assess(home / f"{at:02}.zip", env=environment) for at in range(20)]
        largest = 0.0
        for process in started:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            largest = max(largest, usage.ru_maxrss / 1024.0)
            if status:
                yield f"ended with {process.returncode}: {process.stderr.read().decode()[-300:]}"  # type: ignore[union-attr]
        contents = {path.read_bytes() for path in home.glob("*.zip")}
        if len(contents) != 1 or len(list(home.glob("*.zip"))) != 20:
            yield f"{len(contents)} different dossiers of {len(list(home.glob('*.zip')))}"
        if largest > MAX_RSS_MB:
            yield f"one needed {largest:.0f} MB"
        print(f"many: 20 at once, {len(contents)} content, at most {largest:.0f} MB each", flush=True)


def interrupts(count: int) -> Iterator[str]:
    """Interrupt at random moments of the first 0.4 s."""
    draw, codes = random.Random(3), set()
    for _ in range(count):
        process = start("cases")
        after = draw.uniform(0.0, 0.4)
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        _, message = process.communicate()
        codes.add(process.returncode)
        if b"testban" in message and b"Traceback" in message:
            yield f"after {after:.3f} s: {message.decode()[-300:]}"
    print(f"interrupts: {count} in the first 0.4 s, exit codes {sorted(codes)}", flush=True)


def flips(count: int) -> Iterator[str]:
    """Change single bytes of each member of a signed dossier, and of the zip as a whole; verify each."""
    from testban.dossier import FolderError, load_public_key
    from testban.pipeline import verify

    draw = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        start("keygen", str(home / "key.pem")).communicate()
        public = load_public_key(next(path for path in home.iterdir() if path.name != "key.pem"))
        for suffix in ("", ".zip"):
            out = home / f"x{suffix}"
            made(out, "--sign", str(home / "key.pem"))
            members = [out] if suffix else [path for path in sorted(out.rglob("*")) if path.is_file()]
            same = 0
            for path in members:
                original = path.read_bytes()
                for _ in range(count):
                    at = draw.randrange(len(original))
                    changed = bytearray(original)
                    changed[at] ^= draw.randrange(1, 256)
                    path.write_bytes(changed)
                    try:
                        verified = verify(out, key=public)
                        accepted = verified.accepted
                    except FolderError:
                        accepted = False
                    if accepted and suffix and _holds_the_same(path, original, home):
                        same += 1
                    elif accepted:
                        yield f"{path.relative_to(home)}: byte {at} changed, and accepted"
                path.write_bytes(original)
            print(
                f"flips, {suffix or 'folder'}: {count} in each of {len(members)} members"
                + (f"; {same} changed a deflate stream and no content" if suffix else ""),
                flush=True,
            )


def _holds_the_same(path: Path, original: bytes, home: Path) -> bool:
    """Whether another deflate stream gives the same files: then nothing was forged."""
    from testban.dossier.container import unpack

    return unpack(path.read_bytes()) == unpack(original)


PARTS: dict[str, Callable[[int], Iterator[str]]] = {
    "kill": killed,
    "full": full_disk,
    "writers": two_writers,
    "many": many,
    "interrupts": interrupts,
    "flips": flips,
}


def main() -> int:
    """Run the parts that are asked for; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--flips", type=int, default=500, help="of each member")
    given = parser.parse_args()
    failures = 0
    for name in given.parts or PARTS:
        for failure in PARTS[name](given.flips if name == "flips" else given.kills):
            failures += 1
            print(f"FAILED {name}: {failure}", flush=True)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
