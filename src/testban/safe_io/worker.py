"""Keep one confined child process warm, ask it about one file at a time, and replace it when it is lost."""

from __future__ import annotations

import atexit
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from testban.model import NotAnsweredError
from testban.safe_io.confined.frames import FrameError, read_frame, write_frame

# Processor time for a file, and per byte of it (the slowest readers are plain Python, some 2 MB/s).
SECONDS, SECONDS_PER_BYTE = 4.0, 5e-7
# Once so many seconds went to files that gave nothing, each further file gets less: a folder of them ends.
MAX_LOST_SECONDS, SECONDS_LATER = 8.0, 1.0
# A busy machine is no fault of the file: on the clock it may take longer than on the processor.
WALL_FACTOR, WALL_SPARE_S = 1.25, 3.0
START_S = 60.0
TOO_LONG = "its parser took too long"  # the same on a busy machine and an idle one
MAX_STARTS = 3

_CONFINED = Path(__file__).parent / "confined"
_START = """
import importlib.util, json, sys
sys.path[:], home = json.loads(sys.argv[1])
spec = importlib.util.spec_from_file_location(
    "testban_confined", home + "/__init__.py", submodule_search_locations=[home])
package = importlib.util.module_from_spec(spec)
sys.modules["testban_confined"] = package
spec.loader.exec_module(package)
from testban_confined.serve import serve
serve()
"""
# Only what an interpreter needs: no token or password of the user's environment reaches the child.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class ConfinementError(NotAnsweredError):
    """The confined process that parses foreign files cannot be started; nothing is parsed without it."""


class LostError(Exception):
    """The child died or was stopped over a file; the text says how."""


class Worker:
    """One child process.

    Attributes
    ----------
    held : dict of str to bool
        What it is confined by, once it has answered: "network", "files", "limits".
    """

    def __init__(self) -> None:
        paths = [path for path in sys.path if os.path.isabs(path)]
        environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
        self.held: dict[str, bool] = {}
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _START, json.dumps([paths, str(_CONFINED)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, **dict.fromkeys(_ONE_THREAD, "1")},
            cwd=os.path.abspath(os.sep),
            start_new_session=True,  # an interrupt at the terminal is the parent's to answer
        )

    def ask(
        self, request: dict[str, Any], data: bytes, *, seconds: float, max_bytes: int
    ) -> tuple[dict[str, Any], bytearray]:
        """Send a file and wait for the answer.

        Raises
        ------
        LostError
            The child crashed, took too long, or sent what is no answer; it is gone then.
        """
        if not self._ready:
            header, _ = self._in_time(None, b"", START_S, 0)
            held = header.get("ready")
            if not isinstance(held, dict):
                raise self._lost("did not start")
            self.held = {str(key): bool(value) for key, value in held.items()}
            self._ready = True
        request = {**request, "seconds": seconds}
        return self._in_time(request, data, WALL_FACTOR * seconds + WALL_SPARE_S, max_bytes)

    def close(self) -> None:
        """End the child."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what was left to write cannot be
                pass
        self._process.wait()

    def _in_time(
        self, request: dict[str, Any] | None, data: bytes, wall_s: float, max_bytes: int
    ) -> tuple[dict[str, Any], bytearray]:
        answer: list[tuple[dict[str, Any], bytearray]] = []

        def exchange() -> None:
            try:
                if request is not None:
                    write_frame(self._process.stdin, request, [data])  # type: ignore[arg-type]
                answer.append(read_frame(self._process.stdout, max_bytes=max_bytes))  # type: ignore[arg-type]
            except (FrameError, OSError, ValueError, struct.error, MemoryError):
                pass  # the child is gone, or sends what it must not: there is no answer

        thread = threading.Thread(target=exchange, daemon=True)
        thread.start()
        thread.join(wall_s)
        if thread.is_alive():
            self._process.kill()
            thread.join()
            raise self._lost(TOO_LONG)
        if not answer:
            raise self._lost("")
        return answer[0]

    def _lost(self, how: str) -> LostError:
        """Say how the child ended."""
        try:
            code = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            code = 0
        self.close()
        if not how:
            how = {0: "its parser sent no answer"}.get(code, f"its parser ended with code {code}")
            if code < 0:
                name = next((entry.name for entry in signal.Signals if entry == -code), f"signal {-code}")
                how = TOO_LONG if name == "SIGXCPU" else f"its parser crashed ({name})"
        return LostError(how)


class _Shared:
    """The one child of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.worker: Worker | None = None
        self.process = 0
        self.lost_seconds = 0.0


_shared = _Shared()


def warm_up() -> None:
    """Start the child before it is needed; it imports its parsers meanwhile."""
    with _shared.lock:
        _current()


def ask(request: dict[str, Any], data: bytes, *, max_bytes: int) -> tuple[dict[str, Any], bytearray]:
    """Let the confined child parse one file.

    Parameters
    ----------
    request : dict
        What to do, as `confined.serve` knows it.
    data : bytes
        The whole file.
    max_bytes : int
        The most bytes the answer may hold next to its header.

    Returns
    -------
    header : dict
    block : bytearray

    Raises
    ------
    LostError
        The child crashed or took too long over this file.
    ConfinementError
        No child can be started.
    """
    with _shared.lock:
        seconds = SECONDS if _shared.lost_seconds < MAX_LOST_SECONDS else SECONDS_LATER
        seconds += SECONDS_PER_BYTE * len(data)
        worker = _current()
        for _ in range(MAX_STARTS):
            if worker.held or _starts(worker):
                break
            worker = _replaced()
        else:
            raise ConfinementError("the confined process that parses foreign files does not start")
        try:
            return worker.ask(request, data, seconds=seconds, max_bytes=max_bytes)
        except LostError as fault:
            if str(fault) == TOO_LONG:
                _shared.lost_seconds += seconds
            _replaced()
            raise
        except BaseException:
            # Interrupted between question and answer: the next answer would be that to this question.
            worker.close()
            _shared.worker = None
            raise


def new_budget() -> None:
    """Forget the time that earlier files took in vain: a new reading begins."""
    _shared.lost_seconds = 0.0


def confinement() -> dict[str, bool]:
    """Say what the child is confined by on this system: "network", "files", "limits"."""
    with _shared.lock:
        worker = _current()
        if not worker.held and not _starts(worker):
            raise ConfinementError("the confined process that parses foreign files does not start")
        return dict(worker.held)


def _starts(worker: Worker) -> bool:
    try:
        worker.ask({"what": "nothing"}, b"", seconds=SECONDS, max_bytes=0)
    except LostError:
        return False
    return True


def _current() -> Worker:
    if _shared.worker is None or _shared.process != os.getpid():
        _shared.worker, _shared.process = _started(), os.getpid()
    return _shared.worker


def _replaced() -> Worker:
    _shared.worker = _started()
    return _shared.worker


def _started() -> Worker:
    try:
        return Worker()
    except OSError as fault:
        raise ConfinementError(
            f"the confined process that parses foreign files does not start: {fault.strerror}"
        ) from fault


def _forget() -> None:
    """Leave the child to the process that started it: a fork of it has its own."""
    _shared.lock = threading.Lock()
    _shared.worker = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@atexit.register
def _end() -> None:
    if _shared.worker is not None and _shared.process == os.getpid():
        _shared.worker.close()
        _shared.worker = None
