"""The ledger on disk: whole lines appended under a lock, read back with every problem named."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import msgspec

from tasklab.ledger.collector import collector_paused
from tasklab.ledger.fact import (
    AnyFact,
    EvidenceFact,
    Instant,
    KnownFact,
    SealedEvidenceFact,
    UnknownFact,
    render_fact,
)
from tasklab.ledger.lock import lock_exclusive, lock_shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Severity: TypeAlias = Literal["error", "note"]

_DECODER = msgspec.json.Decoder(KnownFact)
_SEALED = reduce(or_, [kind for kind in get_args(KnownFact) if kind is not EvidenceFact], SealedEvidenceFact)
_SEALED_DECODER: msgspec.json.Decoder[AnyFact] = msgspec.json.Decoder(_SEALED)
KINDS: frozenset[str] = frozenset(struct.__struct_config__.tag for struct in get_args(KnownFact))


class _Head(msgspec.Struct, gc=False):
    """What every line must have, known kind or not."""

    kind: str
    platform: str
    at: Instant


_HEAD_DECODER = msgspec.json.Decoder(_Head)


@dataclass(frozen=True)
class LedgerProblem:
    """Something wrong with one line of a ledger."""

    path: Path
    line: int
    text: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Ledger:
    """What one file holds: the facts in the order they were written, and what could not be read."""

    path: Path
    facts: Sequence[AnyFact] = ()
    problems: Sequence[LedgerProblem] = ()

    @property
    def is_readable(self) -> bool:
        """Whether every line could be read; unknown kinds are notes and do not count."""
        return not any(problem.severity == "error" for problem in self.problems)


def read_ledger(path: Path, *, sealed: bool = False) -> Ledger:
    """Read one platform's ledger; a file that is not there is an empty ledger.

    `sealed` leaves the outcomes of runs undecoded until a state is asked for one: a gate looks at two runs of a
    version, and a long ledger has hundreds.

    Raises: OSError when the file is there and cannot be opened.
    """
    try:
        with path.open("rb") as stream, lock_shared(stream):
            data = stream.read()
    except FileNotFoundError:
        return Ledger(path)
    with collector_paused():
        facts = _decode_whole(data, path.stem, _SEALED_DECODER if sealed else _DECODER)
    if facts is not None:
        return Ledger(path, facts)
    facts = []
    problems: list[LedgerProblem] = []
    for number, fact in read_lines(path, data):
        if isinstance(fact, LedgerProblem):
            problems.append(fact)
            continue
        facts.append(fact)
        if isinstance(fact, UnknownFact):
            problems.append(LedgerProblem(path, number, f"unknown kind {fact.kind!r}: kept, not counted", "note"))
        if fact.platform != path.stem:
            problems.append(LedgerProblem(path, number, f"a fact about {fact.platform!r} in the file of {path.stem!r}"))
    return Ledger(path, facts, problems)


def _decode_whole(data: bytes, platform: str, decoder: msgspec.json.Decoder[Any]) -> list[AnyFact] | None:
    """Decode a file that is in order; None when a line has something to be said about it."""
    if data and not data.endswith(b"\n"):
        return None
    try:
        facts: list[AnyFact] = decoder.decode_lines(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return facts if all(fact.platform == platform for fact in facts) else None


def read_lines(path: Path, data: bytes) -> Iterator[tuple[int, AnyFact | LedgerProblem]]:
    """Read line by line, with line numbers; what is not a fact is a problem."""
    lines = data.split(b"\n")
    torn = lines.pop()
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, parse_fact(line, path, number)
    if torn.strip():
        last = parse_fact(torn, path, len(lines) + 1)
        if isinstance(last, LedgerProblem):
            text = f"torn last line ({len(torn)} bytes, no line break): a write was cut off; the next append removes it"
            last = LedgerProblem(path, last.line, text)
        yield len(lines) + 1, last


def parse_fact(line: bytes, path: Path, number: int) -> AnyFact | LedgerProblem:
    """Parse one line into a fact, or the problem with it."""
    try:
        known: KnownFact = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = LedgerProblem(path, number, f"not a fact: {error}")
    else:
        return known
    try:
        head = _HEAD_DECODER.decode(line)
        content: dict[str, Any] = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return problem
    if head.kind in KINDS:
        return problem
    return UnknownFact(platform=head.platform, at=head.at, kind=head.kind, content=content)


def append_facts(path: Path, facts: Iterable[AnyFact]) -> LedgerProblem | None:
    """Append facts: all of them, whole and on disk, or none; returns the torn line it had to remove first, if any.

    Raises: OSError, LedgerBusyError, ValueError when an instant has no time zone or a platform is not the file's.
    """
    batch = list(facts)
    for fact in batch:
        if fact.platform != path.stem:
            raise ValueError(
                f"a fact about {fact.platform!r} does not belong into {path.name}: pass {fact.platform}.jsonl"
            )
    lines = b"".join(render_fact(fact) for fact in batch)
    if not lines:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b", buffering=0) as stream, lock_exclusive(stream):
        problem = _mend_tail(stream.fileno(), path)
        _write_whole(stream.fileno(), lines)
    return problem


def _write_whole(descriptor: int, lines: bytes) -> None:
    start = os.fstat(descriptor).st_size
    rest = memoryview(lines)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except OSError:
        # A full disk must not leave half of a batch behind.
        os.ftruncate(descriptor, start)
        raise


def _mend_tail(descriptor: int, path: Path) -> LedgerProblem | None:
    """End the last line, or remove it when a crash cut it off: glued to the next fact it would spoil both."""
    size = os.fstat(descriptor).st_size
    data = _read_all(descriptor, size)
    if not data or data.endswith(b"\n"):
        return None
    start = data.rfind(b"\n") + 1
    torn, number = data[start:], data.count(b"\n") + 1
    if not isinstance(parse_fact(torn, path, number), LedgerProblem):
        os.write(descriptor, b"\n")
        return None
    os.ftruncate(descriptor, start)
    return LedgerProblem(path, number, f"removed a torn last line ({len(torn)} bytes): a write had been cut off")


def _read_all(descriptor: int, size: int) -> bytes:
    os.lseek(descriptor, max(size - 1, 0), os.SEEK_SET)
    if size == 0 or os.read(descriptor, 1) == b"\n":
        return b"\n"
    os.lseek(descriptor, 0, os.SEEK_SET)
    data = b""
    while len(data) < size:
        data += os.read(descriptor, size - len(data))
    return data
