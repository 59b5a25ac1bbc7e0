"""What moved, in words: releases, decisions, alarms, and methods whose verdict changed from one run to the next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tasklab.ledger import fact as f

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

EventKind: TypeAlias = Literal["release", "support", "proof", "trouble", "waiver", "deadline"]
EVENT_KINDS: Mapping[EventKind, str] = {
    "release": "the vendor released or withdrew something",
    "support": "support began, was announced to end, or ended",
    "proof": "methods of a run differ from the run before",
    "trouble": "evidence turned against a version, or a source stopped answering",
    "waiver": "somebody accepted a method that is not verified",
    "deadline": "the vendor said when it cuts a version off",
}
_SHOWN_METHODS = 6


@dataclass(frozen=True)
class Event:
    """One thing that moved."""

    at: datetime
    kind: EventKind
    platform: str
    version: str
    """Empty when it is about the whole platform."""
    text: str

    @property
    def subject(self) -> str:
        """`radicale 3.9`, or the platform alone."""
        return f"{self.platform} {self.version}".strip()


def fold_events(facts: Iterable[f.AnyFact], until: datetime) -> list[Event]:
    """Fold one platform's facts into what moved until a moment, newest first."""
    events: list[Event] = []
    last_run: dict[str, f.EvidenceFact] = {}
    last_cut: dict[str, f.SunsetFact] = {}
    for fact in sorted((fact for fact in facts if fact.at <= until), key=lambda fact: fact.at):
        match fact:
            case f.EvidenceFact():
                text = _word_run(last_run.get(fact.version), fact)
                last_run[fact.version] = fact
                if text:
                    events.append(Event(fact.at, "proof", fact.platform, fact.version, text))
            case f.SunsetFact():
                before = last_cut.get(fact.version)
                moved = f", moved from {before.cuts_on}" if before else ""
                last_cut[fact.version] = fact
                text = f"the vendor cuts it off on {fact.cuts_on}{moved}"
                events.append(Event(fact.at, "deadline", fact.platform, fact.version, text))
            case _:
                events.extend(_word(fact))
    return events[::-1]


def _word(fact: f.AnyFact) -> Iterator[Event]:
    word = _WORDS.get(type(fact))
    if word is not None:
        kind, text = word(fact)
        yield Event(fact.at, kind, fact.platform, getattr(fact, "version", ""), text)


def _word_release(fact: f.ReleaseFact) -> tuple[EventKind, str]:
    if fact.corrects is not None:
        return "release", f"{fact.release} was released on {fact.released_at:%Y-%m-%d}, not {fact.corrects:%Y-%m-%d}"
    return "release", f"{fact.release} was released on {fact.released_at:%Y-%m-%d} ({fact.date_class})"


def _word_withdrawn(fact: f.WithdrawnFact) -> tuple[EventKind, str]:
    return "release", f"{fact.release} " + ("is offered again" if fact.is_over else "was withdrawn by the vendor")


def _word_alarm(fact: f.AlarmFact) -> tuple[EventKind, str]:
    text = f"{fact.source} answers again" if fact.is_over else f"{fact.source} is in trouble: {fact.because}"
    return "trouble", text


def _word_broken(fact: f.BrokenFact) -> tuple[EventKind, str]:
    return "trouble", ("evidence stands for it again" if fact.is_over else f"broken: {fact.because}")


def _word_waiver(fact: f.WaiverFact) -> tuple[EventKind, str]:
    return "waiver", f"{fact.method} waived until {fact.expires_on} by {fact.owner}: {fact.because}"


_WORDS: Mapping[type, Callable[..., tuple[EventKind, str]]] = {
    f.ReleaseFact: _word_release,
    f.UpcomingFact: lambda fact: ("release", f"{fact.release} was announced as a pre-release"),
    f.WithdrawnFact: _word_withdrawn,
    f.AlarmFact: _word_alarm,
    f.BrokenFact: _word_broken,
    f.WaiverFact: _word_waiver,
    f.PromotionFact: lambda fact: ("support", f"supported, on proof of level {fact.level}"),
    f.DeprecationFact: lambda fact: ("support", f"support will end: {fact.because}"),
    f.RetirementFact: lambda fact: ("support", f"support ended: {fact.because}"),
}


def _word_run(before: f.EvidenceFact | None, now: f.EvidenceFact) -> str:
    """Say how a run differs from the one before; empty when it does not."""
    moved: dict[str, list[str]] = defaultdict(list)
    for method, outcome in now.methods.items():
        was = before.methods.get(method) if before else None
        if was is None or was.verdict != outcome.verdict:
            moved[outcome.verdict].append(method)
    if before is None:
        counts = ", ".join(f"{len(names)} {verdict}" for verdict, names in sorted(moved.items()))
        return f"first run, level {now.level}: {counts}"
    parts = [f"{verdict} now: {_name(names)}" for verdict, names in sorted(moved.items())]
    if gone := sorted(before.methods.keys() - now.methods.keys()):
        parts.append(f"not run any more: {_name(gone)}")
    if before.level != now.level:
        parts.insert(0, f"proof is of level {now.level}, and was of {before.level}")
    return "; ".join(parts)


def _name(methods: list[str]) -> str:
    rest = len(methods) - _SHOWN_METHODS
    return ", ".join(methods[:_SHOWN_METHODS]) + (f" and {rest} more" if rest > 0 else "")
