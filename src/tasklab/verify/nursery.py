"""A process that has imported what every run of the contract needs, and runs each in a copy of itself.

What importing takes is paid once for many versions. It is started when the first run is, ends with this process, and
knows nothing of what it runs: a job is the arguments of pytest and a file for what it says.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from itertools import count
from threading import Condition, Lock, Thread
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_LOOK_S = 0.05
_INTERRUPTED = 2
"""What pytest ends with when it is interrupted; a copy that has not come to it yet ends the same way."""
_LOST = 70
"""Exit code of a run whose nursery ended before it (EX_SOFTWARE)."""


class Run:
    """One run of pytest under way."""

    def __init__(self, nursery: Nursery, number: int) -> None:
        self._nursery, self._number = nursery, number

    def poll(self) -> int | None:
        """Return its exit code; None while it runs."""
        return self._nursery.wait(self._number, 0)

    def wait(self, timeout_s: float) -> int | None:
        """Return its exit code once it has ended; None when it has not until then."""
        return self._nursery.wait(self._number, timeout_s)

    def result(self) -> int:
        """Return its exit code, however long that takes."""
        code = self._nursery.wait(self._number, None)
        return _LOST if code is None else code

    def send(self, signal_number: int) -> None:
        """Send a signal to it and to whatever it started."""
        self._nursery.send(self._number, signal_number)


class Nursery:
    """The process, as the one that needs it sees it. Safe for threads."""

    def __init__(self, env: Mapping[str, str]) -> None:
        argv = [sys.executable, "-m", "tasklab.verify.nursery"]
        self._process = subprocess.Popen(  # noqa: S603 - the interpreter that runs this
            argv, env=dict(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._jobs = cast("IO[str]", self._process.stdin)
        self._numbers, self._lock, self._told = count(), Lock(), Condition()
        self._pids: dict[int, int] = {}
        self._codes: dict[int, int] = {}
        self._has_ended = False
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def start(self, argv: Sequence[str], log: Path) -> Run:
        """Run pytest with arguments; what it says goes into a file."""
        with self._lock:
            number = next(self._numbers)
            self._jobs.write(json.dumps({"number": number, "argv": list(argv), "log": str(log)}) + "\n")
            self._jobs.flush()
        return Run(self, number)

    def wait(self, number: int, timeout_s: float | None) -> int | None:
        """Return the exit code of a run; None when it has not ended in time."""
        with self._told:
            self._told.wait_for(lambda: number in self._codes or self._has_ended, timeout_s)
            return self._codes.get(number, _LOST if self._has_ended else None)

    def send(self, number: int, signal_number: int) -> None:
        """Send a signal to a run's group."""
        with self._told:
            self._told.wait_for(lambda: number in self._pids or self._has_ended)
            if number in self._codes or number not in self._pids:
                return
            os.killpg(self._pids[number], signal_number)

    def close(self) -> None:
        """Let it end; what it runs ends with it."""
        with self._lock:
            self._jobs.close()
        self._process.wait()
        self._listener.join()

    def _listen(self) -> None:
        with cast("IO[str]", self._process.stdout) as stream:
            for line in stream:
                told = json.loads(line)
                with self._told:
                    self._pids[told["number"]] = told["pid"]
                    if "code" in told:
                        self._codes[told["number"]] = told["code"]
                    self._told.notify_all()
        with self._told:
            self._has_ended = True
            self._told.notify_all()


_OPEN: dict[int, Nursery] = {}
_OPENING = Lock()


def find_nursery(env: Mapping[str, str]) -> Nursery:
    """Return the nursery of this process, started when it is first asked for."""
    with _OPENING:
        if os.getpid() not in _OPEN:
            _OPEN[os.getpid()] = Nursery(env)
            atexit.register(_OPEN[os.getpid()].close)
        return _OPEN[os.getpid()]


# The process itself


def main(stdin: IO[str] = sys.stdin, stdout: IO[str] = sys.stdout) -> None:
    """Run each job that a line tells of in a copy of this process, until there are no more."""
    import gc  # noqa: PLC0415

    _warm_up()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    running: dict[int, int] = {}
    places: dict[int, int] = {}
    descriptor, rest = stdin.fileno(), b""
    is_open = True
    while is_open or running:
        ready, _, _ = select.select([descriptor] if is_open else [], [], [], _LOOK_S)
        if ready:
            chunk = os.read(descriptor, 1 << 16)
            is_open = bool(chunk)
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                job = json.loads(line)
                place = find_place([places[pid] for pid in running])
                pid = _fork(job["argv"], job["log"], place)
                running[pid], places[pid] = job["number"], place
                _tell(stdout, number=job["number"], pid=pid)
            if not is_open:
                for pid in running:
                    os.killpg(pid, signal.SIGINT)
        for pid in list(running):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                _tell(stdout, number=running.pop(pid), pid=pid, code=os.waitstatus_to_exitcode(status))


def _warm_up() -> None:
    """Do ahead what every run would do first: import what all of them need, and let Hypothesis look at it.

    Hypothesis reads every module of ours for values to try, when one of its draws first asks for such a value.
    """
    import hypothesis.stateful  # noqa: F401, PLC0415
    from hypothesis import Phase, given, settings  # noqa: PLC0415
    from hypothesis import strategies as st  # noqa: PLC0415

    import tasklab.spec.model  # noqa: PLC0415
    import tasklab.verify.plugin  # noqa: F401, PLC0415
    from tasklab.verify import contract  # noqa: PLC0415

    for module in pkgutil.iter_modules(contract.__path__, f"{contract.__name__}."):
        importlib.import_module(module.name)

    @settings(max_examples=2, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(st.lists(st.integers(), min_size=300, max_size=300))
    def draw(_numbers: list[int]) -> None:
        """Do nothing: it was about the drawing."""

    draw()


def _tell(stdout: IO[str], **words: int) -> None:
    stdout.write(json.dumps(words) + "\n")
    stdout.flush()


def find_place(taken: Sequence[int]) -> int:
    """Return the core on which the fewest copies began."""
    cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else [0]
    return min(cores, key=taken.count)


def _settle(place: int) -> None:
    """Go to a core, and be free to leave it: a copy begins beside its parent, and some kernels leave it there long."""
    if sys.platform == "linux":
        cores = os.sched_getaffinity(0)
        with suppress(OSError):  # the core was taken away meanwhile
            os.sched_setaffinity(0, {place})
        os.sched_setaffinity(0, cores)


def _fork(argv: Sequence[str], log: str, place: int) -> int:
    # An interruption that comes before the copy listens to one has to wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        with suppress(OSError):  # the copy was faster, or has ended
            os.setpgid(pid, pid)
        return pid
    code = _LOST
    try:
        os.setpgid(0, 0)
        _settle(place)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (handle, 1), (handle, 2)):
            os.dup2(source, target)
        import pytest  # noqa: PLC0415

        code = int(pytest.main(list(argv)))
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BaseException:  # noqa: BLE001 - whatever happens, the copy must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
