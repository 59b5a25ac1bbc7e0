"""The watcher: what sources say, held against what the ledger knows, becomes new facts. Pure: no network, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from tasklab.ledger import fact as f
from tasklab.ledger.version import ParsedVersion, UnreadableVersionError, parse_tracked, parse_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tasklab.ledger.state import PlatformState, ReleaseState
    from tasklab.watch.config import PlatformConfig, WatchConfig
    from tasklab.watch.release import Release, SourceAnswer

TRIES_BEFORE_ALARM = 3


@dataclass(frozen=True)
class WatchResult:
    """What one round found."""

    facts: tuple[f.KnownFact, ...] = ()
    """What is new, in the order of release."""
    troubles: dict[str, str] = field(default_factory=dict)
    """Source to what is wrong with it in this round, alarm or not."""
    passed_over: tuple[str, ...] = ()
    """What sources called a version and the scheme cannot read."""


@dataclass(frozen=True)
class _Sighting:
    """A release as one source tells of it, placed among the tracked versions."""

    tracked: str
    parsed: ParsedVersion
    release: Release
    source: str

    @property
    def is_prerelease(self) -> bool:
        return self.parsed.is_prerelease or self.release.is_prerelease


def watch_platform(
    config: PlatformConfig, answers: Sequence[SourceAnswer], state: PlatformState, now: datetime
) -> WatchResult:
    """Find what is new at a platform; a second round over the same answers finds nothing.

    Raises: ValueError when the platform is not watched.
    """
    if config.watch is None:
        raise ValueError(f"{config.platform} has no `watch` in its platform.yaml: nothing to ask")
    troubles = {answer.source: text for answer in answers if (text := _find_trouble(answer, config.watch, state))}
    sightings, passed_over = _place(config.watch, answers)
    facts = [
        *_see_releases(config, sightings, troubles, state, now),
        *_see_upcoming(config.platform, sightings, state, now),
    ]
    facts += _raise_alarms(config.platform, answers, troubles, state, now)
    return WatchResult(tuple(facts), troubles, tuple(passed_over))


def _find_trouble(answer: SourceAnswer, watch: WatchConfig, state: PlatformState) -> str:
    """Find what is wrong with an answer: a failure, nothing at all, nothing readable, or less than before."""
    if answer.failure:
        return answer.failure.because
    if not answer.releases:
        return "the answer names no release at all"
    if not any(_parse(release.version, watch) for release in answer.releases):
        return f"none of {len(answer.releases)} names is a version of the scheme {watch.scheme!r}"
    if answer.lists_all:
        listed = {parsed for release in answer.releases if (parsed := _parse(release.version, watch))}
        known = [
            name
            for version in state.versions.values()
            for name, release in version.releases.items()
            if any(each.source == answer.source for each in release.facts) and _parse(name, watch) not in listed
        ]
        if known:
            return f"the answer shrank: {len(known)} releases it used to list are missing, among them {known[0]}"
    return ""


def _parse(text: str, watch: WatchConfig) -> ParsedVersion | None:
    try:
        return parse_version(text, watch.scheme)
    except UnreadableVersionError:
        return None


def _place(
    watch: WatchConfig, answers: Sequence[SourceAnswer]
) -> tuple[dict[ParsedVersion, list[_Sighting]], list[str]]:
    """Group what all sources say by release, leaving out what is older than the first tracked version or left out."""
    since = parse_version(watch.since, watch.scheme)
    groups: dict[ParsedVersion, list[_Sighting]] = {}
    passed_over: list[str] = []
    for answer in answers:
        for release in answer.releases if answer.failure is None else ():
            parsed = _parse(release.version, watch)
            if parsed is None:
                passed_over.append(f"{answer.source}: {release.version}")
                continue
            tracked = parse_tracked(parsed, watch.track)
            if parse_version(tracked, watch.scheme) >= since and tracked not in watch.left_out:
                groups.setdefault(parsed, []).append(_Sighting(tracked, parsed, release, answer.source))
    return groups, passed_over


def _see_releases(
    config: PlatformConfig,
    groups: dict[ParsedVersion, list[_Sighting]],
    troubles: dict[str, str],
    state: PlatformState,
    now: datetime,
) -> list[f.KnownFact]:
    known = _index_releases(config, state)
    found: list[tuple[datetime, ParsedVersion, list[f.KnownFact]]] = []
    for parsed, group in groups.items():
        finals = [each for each in group if not each.is_prerelease and not _is_in_future(each, now)]
        if not finals or len(finals) < len([each for each in group if not _is_in_future(each, now)]):
            continue  # One source calling it a pre-release is enough to wait.
        facts = list(_see_release(config.platform, finals, known.get(parsed), troubles, now))
        if facts:
            best = _choose(finals)
            found.append((best.release.released_at or now, parsed, facts))
    found.sort(key=lambda each: each[:2])
    return [fact for _, _, facts in found for fact in facts]


def _index_releases(config: PlatformConfig, state: PlatformState) -> dict[ParsedVersion, ReleaseState]:
    """Index what is known by what it means: 6.0 of one source is 6.0.0 of another."""
    watch = config.watch
    return {
        parsed: release
        for version in state.versions.values()
        for name, release in version.releases.items()
        if watch and (parsed := _parse(name, watch))
    }


def _is_in_future(sighting: _Sighting, now: datetime) -> bool:
    """Whether it is only planned: vendors publish dates ahead."""
    return sighting.release.released_at is not None and sighting.release.released_at > now


def _choose(sightings: Sequence[_Sighting]) -> _Sighting:
    """Choose the sighting whose date counts: the best class, then the earliest."""
    dated = [each for each in sightings if each.release.released_at is not None]
    if not dated:
        return sightings[0]
    return min(dated, key=lambda each: (f.DATE_CLASSES.index(each.release.date_class), each.release.released_at))


def _see_release(
    platform: str,
    sightings: Sequence[_Sighting],
    known: ReleaseState | None,
    troubles: dict[str, str],
    now: datetime,
) -> Iterator[f.KnownFact]:
    best = _choose(sightings)
    name = known.release if known else best.release.version
    tracked = known.current.version if known else best.tracked
    if known is None:
        yield _release_fact(platform, best, name, tracked, now)
    elif not troubles.get(best.source):
        yield from _correct(platform, best, known, now)
    trusted = [each for each in sightings if not troubles.get(each.source)]
    pulled = next((each for each in trusted if each.release.withdrawn is not None), None)
    was_pulled = known.withdrawn if known else None
    if pulled and not was_pulled:
        yield _withdrawn_fact(platform, pulled, name, tracked, now, is_over=False)
    elif was_pulled:
        again = [each for each in trusted if each.source == was_pulled.source and each.release.withdrawn is None]
        if again and not pulled:
            yield _withdrawn_fact(platform, again[0], name, tracked, now, is_over=True)


def _release_fact(platform: str, seen: _Sighting, name: str, tracked: str, now: datetime) -> f.ReleaseFact:
    released_at = seen.release.released_at
    return f.ReleaseFact(
        platform=platform,
        at=now,
        version=tracked,
        release=name,
        released_at=released_at or now,
        date_class=seen.release.date_class if released_at else "observed",
        source=seen.source,
        url=seen.release.url,
    )


def _correct(platform: str, seen: _Sighting, known: ReleaseState, now: datetime) -> Iterator[f.KnownFact]:
    """Correct a date by one of a better class, or an earlier one of the same; say so when that takes time away."""
    released_at, old = seen.release.released_at, known.current
    if released_at is None or released_at == old.released_at:
        return
    new_rank, old_rank = (f.DATE_CLASSES.index(each) for each in (seen.release.date_class, old.date_class))
    if new_rank > old_rank or (new_rank == old_rank and released_at > old.released_at):
        return
    why = "a better source of dates" if new_rank < old_rank else "an earlier date of the same class"
    days = abs((old.released_at - released_at).total_seconds()) / 86_400
    effect = "EARLIER, which shortens a window it opened" if released_at < old.released_at else "later"
    fact = _release_fact(platform, seen, known.release, old.version, now)
    text = f"{why}: {seen.release.date_class} instead of {old.date_class}; {days:.1f} days {effect}"
    yield msgspec.structs.replace(fact, corrects=old.released_at, because=text)


def _withdrawn_fact(
    platform: str, seen: _Sighting, name: str, tracked: str, now: datetime, *, is_over: bool
) -> f.WithdrawnFact:
    return f.WithdrawnFact(
        platform=platform,
        at=now,
        version=tracked,
        release=name,
        source=seen.source,
        because=seen.release.withdrawn or "",
        url=seen.release.url,
        is_over=is_over,
    )


def _see_upcoming(
    platform: str, groups: dict[ParsedVersion, list[_Sighting]], state: PlatformState, now: datetime
) -> Iterator[f.KnownFact]:
    """See what is announced: pre-releases and planned dates of versions that have no release yet."""
    released = {name for name, version in state.versions.items() if version.releases}
    ahead: list[_Sighting] = []
    for group in groups.values():
        early = [each for each in group if each.is_prerelease or _is_in_future(each, now)]
        released |= {group[0].tracked} if not early else set()
        ahead += [_choose(early)] if early else []
    for seen in sorted(ahead, key=lambda each: each.parsed):
        version = state.versions.get(seen.tracked)
        if seen.tracked in released or seen.release.withdrawn is not None:
            continue
        if version is None or seen.release.version not in version.upcoming:
            released_at = seen.release.released_at
            yield f.UpcomingFact(
                platform=platform,
                at=now,
                version=seen.tracked,
                release=seen.release.version,
                released_at=released_at or now,
                date_class=seen.release.date_class if released_at else "observed",
                source=seen.source,
                url=seen.release.url,
            )


def _raise_alarms(
    platform: str, answers: Sequence[SourceAnswer], troubles: dict[str, str], state: PlatformState, now: datetime
) -> Iterator[f.KnownFact]:
    """Raise an alarm once when a source was in trouble three times in a row, and end it once when it answers well."""
    for answer in answers:
        trouble, tries = troubles.get(answer.source, ""), answer.failed_before + 1
        is_raised = answer.source in state.alarms
        if trouble and tries >= TRIES_BEFORE_ALARM and not is_raised:
            yield f.AlarmFact(platform=platform, at=now, source=answer.source, because=trouble, tries=tries)
        elif not trouble and is_raised:
            yield f.AlarmFact(platform=platform, at=now, source=answer.source, because="it answers again", is_over=True)
