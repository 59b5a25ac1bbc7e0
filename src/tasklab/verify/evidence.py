"""Evidence in full: one run of the contract on one target, with the digests it was obtained with.

Shape: `<platform>-<version>.jsonl` holds a header line and then one line per case. The ledger gets its
summary; this file says everything and may be removed at any time.
"""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from tasklab.ledger.fact import Digests, Level, TargetIdentity
from tasklab.verify.case import CaseRecord, RecordLine, RunBegin, RunEnd

_LINES = msgspec.json.Decoder(RecordLine)


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a run says about itself."""

    platform: str
    version: str
    run: str
    """Identifier, unique in the ledger."""
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    digests: Digests
    target: TargetIdentity
    level: Level
    pace: str
    duration_s: float
    command: str
    stopped: str = ""
    """Why the run ended before all cases had run; such evidence verifies nothing."""
    validated: bool = False
    """Whether the traffic was also held against the vendor's own description."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One run with all its cases."""

    header: Header
    cases: tuple[CaseRecord, ...]

    @property
    def scenario(self) -> dict[str, dict[str, object]]:
        """What the fixed scenario gave, by the method that each part is about."""
        return {case.methods[0]: case.scenario for case in self.cases if case.scenario and case.methods}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has written so far."""

    expected: int = 0
    """Cases that will run; 0 before they are collected."""
    cases: tuple[CaseRecord, ...] = ()
    stopped: str | None = None
    """None while the record has no last line; empty when all cases have run."""

    @property
    def done(self) -> int:
        """Cases that have run."""
        return sum(case.outcome != "inapplicable" for case in self.cases)


def read_record(path: Path) -> Record:
    """Read the record of a run, finished or not; a line that is being written does not count."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Record()
    whole = data[: data.rfind(b"\n") + 1]
    lines = [_LINES.decode(line) for line in whole.splitlines()]
    return Record(
        expected=next((line.cases for line in lines if isinstance(line, RunBegin)), 0),
        cases=tuple(line for line in lines if isinstance(line, CaseRecord)),
        stopped=next((line.stopped for line in lines if isinstance(line, RunEnd)), None),
    )


def evidence_path(cache: Path, platform: str, version: str) -> Path:
    """Return where the evidence of a version is kept."""
    return cache / "evidence" / f"{platform}-{version}.jsonl"


def write_evidence(path: Path, evidence: Evidence) -> None:
    """Write evidence whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [msgspec.json.encode(evidence.header), *map(msgspec.json.encode, evidence.cases)]
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(b"\n".join(lines) + b"\n")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def find_evidence(path: Path) -> Evidence | None:
    """Find evidence; None when there is none, and when it cannot be read: it is made again."""
    try:
        header, *cases = path.read_bytes().splitlines()
        return Evidence(
            header=msgspec.json.decode(header, type=Header),
            cases=tuple(msgspec.json.decode(case, type=CaseRecord) for case in cases),
        )
    except (FileNotFoundError, ValueError, msgspec.DecodeError):
        return None
