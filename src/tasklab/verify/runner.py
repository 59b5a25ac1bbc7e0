"""Runs the contract on a target: opens it, runs pytest on it, reads the record, writes the evidence."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4

from tasklab.spec.load import load_spec
from tasklab.verify.contract.target_file import write_target_file
from tasklab.verify.evidence import Evidence, Header, Record, evidence_path, find_evidence, read_record, write_evidence
from tasklab.verify.matrix import find_contract_tests, find_digests, find_provider
from tasklab.verify.nursery import find_nursery
from tasklab.verify.server.fault import ServerUnavailable
from tasklab.verify.server.lock import hold_lock
from tasklab.verify.verdict import summarise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from tasklab.ledger.fact import Digests, EvidenceFact
    from tasklab.verify.contract.target_file import TargetFile
    from tasklab.verify.nursery import Run
    from tasklab.verify.provider import Provided
    from tasklab.workspace import Workspace

_PAUSE_S = 0.5
_LONGEST_S = 900.0
_GRACE_S = 10.0
_UNUSED = (
    *("cacheprovider", "logging", "unraisableexception", "threadexception", "faulthandler", "doctest", "junitxml"),
    *("capture", "skipping", "subtests", "unittest", "setuponly", "setupplan", "stepwise", "pastebin", "warnings"),
)
"""Parts of pytest that a run has no use for, and that cost it time on each case."""


class RunFault(Exception):  # noqa: N818 - a run that says nothing about the version
    """A run gave no evidence: the message says why."""


@dataclass(frozen=True)
class ContractRun:
    """One run of the contract on one version's target."""

    workspace: Workspace
    platform: str
    version: str
    now: Callable[[], datetime]
    note: Callable[[str], None] = field(default=lambda _stage: None)
    """Called with a stage, or how far the run is."""
    stop: Event = field(default_factory=Event)
    """Set to let the run end soon, its target closed."""
    methods: tuple[str, ...] = ()
    """Only the cases of these methods; such a run gives no evidence that is kept."""

    def run(self) -> Evidence:
        """Run the contract and, if it was run as a whole, keep its evidence in full.

        Raises: ServerUnavailable; RunFault when the run was stopped or broke off.
        """
        with hold_lock(self._lock(self.version)):
            began_at, began_s = self.now(), time.monotonic()
            with self.open_target() as provided:
                digests = self._require_digests()
                self.note("running")
                record = self.watch_cases(provided.file)
            header = self._header(provided, digests, began_at, time.monotonic() - began_s, record)
            evidence = Evidence(header=header, cases=record.cases)
            if not self.methods:
                write_evidence(evidence_path(self.workspace.cache, self.platform, self.version), evidence)
        return evidence

    def summarise(self, evidence: Evidence, previous: str | None = None) -> EvidenceFact:
        """Summarise a run for the ledger, compared with the run of the previous version where there is one.

        `previous` is the version before; the one that the spec extends when left out.
        """
        loaded = load_spec(self.workspace.specs, self.platform, self.version, self.workspace.cache / "spec")
        sources = {name: declared.source for name, declared in loaded.spec.unavailable.items()}
        before = previous or (loaded.previous.version if loaded.previous else None)
        return summarise(evidence, sources, self._previous(before))

    def _previous(self, version: str | None) -> Evidence | None:
        if version is None:
            return None
        # A run of the previous version that is under way is waited for; older ones begin first, so none waits back.
        with hold_lock(self._lock(version)):
            return find_evidence(evidence_path(self.workspace.cache, self.platform, version))

    def _lock(self, version: str) -> Path:
        return evidence_path(self.workspace.cache, self.platform, version).with_suffix(".lock")

    # The target

    @contextmanager
    def open_target(self) -> Iterator[Provided]:
        """Give the version's target until the block ends.

        Raises: ServerUnavailable
        """
        provider = find_provider(self.workspace, self.platform, self.version)
        if provider is None:
            raise ServerUnavailable(self.platform, self.version, "there is neither a recipe nor a twin of this product")
        with provider.open(self.version, self.kept_dir, self.note) as provided:
            yield provided

    @property
    def kept_dir(self) -> Path:
        """Where the logs of the latest run are kept."""
        return self.workspace.cache / "runs" / f"{self.platform}-{self.version}"

    def _require_digests(self) -> Digests:
        digests = find_digests(self.workspace, self.platform, self.version)
        if digests is None:
            raise RunFault(f"{self.platform} {self.version} has no adapter: run `tasklab generate`")
        return digests

    # The cases

    def watch_cases(
        self,
        file: TargetFile,
        *,
        options: Sequence[str] = (),
        longest_s: float = _LONGEST_S,
        tick: Callable[[], None] = lambda: None,
    ) -> Record:
        """Run pytest on a target, with further `options`, and return its record; `tick` is called now and then.

        Raises: RunFault
        """
        with tempfile.TemporaryDirectory(prefix="tasklab-run-") as folder:
            target, path = Path(folder) / "target.json", Path(folder) / "record.jsonl"
            write_target_file(target, file)
            argv = self._argv(target, path, options)
            self.kept_dir.mkdir(parents=True, exist_ok=True)
            code = self._watch(argv, path, longest_s, tick)
            record = read_record(path)
        if self.stop.is_set():
            raise RunFault("interrupted")
        if record.stopped is None:
            raise RunFault(f"pytest ended with {code} in the middle: see {self.kept_dir / 'pytest.log'}")
        return record

    def _argv(self, target: Path, record: Path, options: Sequence[str]) -> list[str]:
        tests = find_contract_tests(self.workspace.root)
        argv = ["-p", "tasklab.verify.plugin"]
        argv += [part for name in _UNUSED for part in ("-p", f"no:{name}")]
        argv += ["-c", os.devnull, "--rootdir", str(tests.parent), "--import-mode=importlib", "-q", "--tb=short"]
        argv += ["--target-file", str(target), "--record", str(record), "--specs-dir", str(self.workspace.specs)]
        argv += ["--connectors", str(self.workspace.connectors)]
        argv += [part for method in self.methods for part in ("--method", method)]
        return [*argv, *options, str(tests)]

    def _watch(self, argv: Sequence[str], path: Path, longest_s: float, tick: Callable[[], None]) -> int:
        began_s = time.monotonic()
        run = find_nursery(self._environment()).start(argv, self.kept_dir / "pytest.log")
        try:
            while run.wait(_PAUSE_S) is None:
                if self.stop.is_set() or time.monotonic() - began_s > longest_s:
                    break
                self.note(render_progress(read_record(path), time.monotonic() - began_s))
                tick()
        finally:
            code = _end(run)
        return code

    def _environment(self) -> dict[str, str]:
        env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONHASHSEED": "0"}
        env.pop("PYTEST_ADDOPTS", None)
        if env.pop("PYTHONDONTWRITEBYTECODE", None):
            # Who wants no bytecode beside the sources gets none, and still does not wait for it on each run.
            env["PYTHONPYCACHEPREFIX"] = str(self.workspace.cache / "bytecode")
        return env

    def _header(self, provided: Provided, digests: Digests, at: datetime, duration_s: float, record: Record) -> Header:
        return Header(
            platform=self.platform,
            version=self.version,
            run=uuid4().hex,
            at=at,
            digests=digests,
            target=provided.identity,
            level="server" if provided.file.twin is None else "twin",
            pace=provided.file.pace,
            duration_s=round(duration_s, 1),
            command=f"tasklab verify {self.platform} {self.version}",
            stopped=record.stopped or "",
            validated=provided.is_validated,
        )


def _end(run: Run) -> int:
    """Let pytest end, and then make it; its record stays as far as it came."""
    if run.poll() is None:
        run.send(signal.SIGINT)
        if run.wait(_GRACE_S) is None:
            run.send(signal.SIGKILL)
    return run.result()


def render_progress(record: Record, elapsed_s: float) -> str:
    """Word how far a run is: cases done of how many, per second, time left."""
    if not record.expected or not record.done:
        return "collecting"
    rate = record.done / elapsed_s
    left_s = (record.expected - record.done) / rate
    failing = sum(case.outcome in {"failed", "flaked"} for case in record.cases)
    bad = f", {failing} failing" if failing else ""
    return f"{record.done}/{record.expected} cases, {rate:.0f}/s, {left_s:.0f} s left{bad}"
