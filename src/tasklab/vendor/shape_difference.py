"""Two shapes compared in one direction: what is sent may be refused, what is answered may be missing or new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.vendor.change import Change
from tasklab.vendor.distillate import unfold
from tasklab.vendor.shape import AT, Shape, render_canonical
from tasklab.vendor.usage import step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tasklab.vendor.usage import Path


@dataclass(frozen=True)
class Place:
    """Where a comparison is."""

    operation: str
    start: str
    """`reply 200 application/json`."""
    is_sent: bool
    path: str = ""

    def below(self, part: str) -> Place:
        """Return the place of something further in."""
        dot = "." if self.path and not part.startswith("[") else ""
        return Place(self.operation, self.start, self.is_sent, f"{self.path}{dot}{part}")

    def tell(self, rule: str, text: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
        """Make a change at this place."""
        subject = f"{self.start}: {self.path}" if self.path else self.start
        return Change(rule, self.operation, subject, text, str(old.get(AT, "")), str(new.get(AT, "")))


class ShapeDifference:
    """Compares the shapes of one operation; a pair of types is walked once a direction, so that cycles end."""

    def __init__(self, old_types: Mapping[str, Shape], new_types: Mapping[str, Shape]) -> None:
        self._old_types, self._new_types = old_types, new_types
        self._walked: set[tuple[object, ...] | None] = set()

    def compare(self, old: Shape, new: Shape, place: Place, used: frozenset[Path] | None) -> Iterator[Change]:
        """Compare two shapes as far as they are used."""
        key = (old["ref"], new["ref"], place.start, used) if "ref" in old and "ref" in new else None
        places = (old.get(AT, ""), new.get(AT, ""))
        old, new = unfold(old, self._old_types), unfold(new, self._new_types)
        # These may stand beside a reference, and then count only here.
        yield from _compare_marks({**old, AT: places[0]}, {**new, AT: places[1]}, place)
        if key is not None and key in self._walked:
            return
        self._walked.add(key)
        yield from _compare_values(old, new, place)
        yield from self._compare_alternatives(old, new, place, used)
        yield from self._compare_members(old, new, place, used)
        yield from self._compare_arguments(old, new, place)
        for word, part in (("items", "[]"), ("values", "*")):
            if word in old and word in new:
                inner = used if word == "items" else step(used, "*")
                if inner != frozenset() or word == "items":
                    yield from self.compare(old[word], new[word], place.below(part), inner)

    def _compare_members(self, old: Shape, new: Shape, place: Place, used: frozenset[Path] | None) -> Iterator[Change]:
        olds, news = old.get("fields", {}), new.get("fields", {})
        if place.is_sent and new.get("is_closed") and not old.get("is_closed") and olds:
            yield place.tell("fields-closed", "other members are refused", old, new)
        for name in sorted({*olds, *news}):
            part, inside = step(used, name), place.below(name)
            is_required = name in new.get("required", ())
            if name not in news:
                if part != frozenset() and not _is_map(new):
                    yield inside.tell("field-removed", "removed", olds[name], new)
            elif name not in olds:
                rule = "field-required-added" if place.is_sent and is_required else "field-added"
                if part != frozenset() or rule == "field-required-added":
                    yield inside.tell(rule, "added and required" if is_required else "added", old, news[name])
            elif part != frozenset():
                yield from _compare_required(old, new, name, inside)
                yield from self.compare(olds[name], news[name], inside, part)
            elif place.is_sent and is_required and name not in old.get("required", ()):
                yield inside.tell("field-required-added", "required", olds[name], news[name])

    def _compare_arguments(self, old: Shape, new: Shape, place: Place) -> Iterator[Change]:
        yield from compare_parameters(self, old, new, place, "arguments")

    def _compare_alternatives(
        self, old: Shape, new: Shape, place: Place, used: frozenset[Path] | None
    ) -> Iterator[Change]:
        if "alternatives" not in old and "alternatives" not in new:
            return
        olds = {self._name(each, self._old_types): each for each in old.get("alternatives", ())}
        news = {self._name(each, self._new_types): each for each in new.get("alternatives", ())}
        if not olds or not news:
            rule = "alternative-removed" if olds else "alternative-added"
            yield place.tell(rule, "one form instead of several" if olds else "several forms instead of one", old, new)
            return
        for name in sorted({*olds, *news}):
            if name not in news:
                yield place.below(f"<{name}>").tell("alternative-removed", "removed", olds[name], new)
            elif name not in olds:
                yield place.below(f"<{name}>").tell("alternative-added", "added", old, news[name])
            else:
                yield from self.compare(olds[name], news[name], place.below(f"<{name}>"), used)

    @staticmethod
    def _name(shape: Shape, types: Mapping[str, Shape]) -> str:
        """Name an alternative: its type's name, or else what tells it from its neighbours."""
        if "ref" in shape:
            return str(shape["ref"])
        plain = unfold(shape, types)
        marks = [
            f"{name}={','.join(map(str, each['enum']))}"
            for name, each in sorted(plain.get("fields", {}).items())
            if len(each.get("enum", ())) == 1
        ]
        members = [] if marks else plain.get("required", [])
        words = [*plain.get("type", []), *marks, *members]
        if "enum" in plain:
            words.append(render_canonical(plain["enum"]))
        return " ".join(words) or "anything"


def compare_parameters(
    difference: ShapeDifference, old: Mapping[str, Any], new: Mapping[str, Any], place: Place, word: str
) -> Iterator[Change]:
    """Compare parameters of an operation, or arguments of a field."""
    olds, news = old.get(word, {}), new.get(word, {})
    for name in sorted({*olds, *news}):
        before, after = olds.get(name), news.get(name)
        inside = Place(place.operation, place.start, is_sent=True, path=place.path).below(
            f"({name})" if place.path else name
        )
        if after is None:
            yield inside.tell("parameter-removed", "removed", before, new)
        elif before is None:
            rule = "parameter-required-added" if after["is_required"] else "parameter-added"
            yield inside.tell(rule, "added", old, after)
        else:
            if before["is_required"] != after["is_required"]:
                rule = "parameter-required-added" if after["is_required"] else "parameter-required-removed"
                yield inside.tell(rule, "required" if after["is_required"] else "optional", before, after)
            yield from difference.compare(before["shape"], after["shape"], inside, None)


def _compare_values(old: Shape, new: Shape, place: Place) -> Iterator[Change]:
    yield from _compare_types(old, new, place)
    if old.get("format") != new.get("format") and old.get("type") == new.get("type"):
        yield place.tell("field-format-changed", f"{old.get('format')} → {new.get('format')}", old, new)
    yield from _compare_enums(old, new, place)
    if old.get("limits") != new.get("limits"):
        yield place.tell("limit-changed", f"{_render_limits(old)} → {_render_limits(new)}", old, new)


def _compare_marks(old: Shape, new: Shape, place: Place) -> Iterator[Change]:
    if old.get("is_nullable", False) != new.get("is_nullable", False):
        rules = ("field-may-be-null", "field-null-refused")
        is_grave = place.is_sent != bool(new.get("is_nullable"))
        yield place.tell(
            rules[place.is_sent] if is_grave else "field-null-changed",
            "null is possible" if new.get("is_nullable") else "null is not possible",
            old,
            new,
        )
    if place.is_sent and new.get("is_read_only") and not old.get("is_read_only"):
        yield place.tell("field-read-only", "read-only", old, new)
    if new.get("is_deprecated") and not old.get("is_deprecated"):
        yield place.tell("field-deprecated", "deprecated", old, new)


def _compare_types(old: Shape, new: Shape, place: Place) -> Iterator[Change]:
    before, after = set(old.get("type", ())), set(new.get("type", ()))
    if before == after or not before or not after:
        return  # a type that is not named allows all: vendors leave it out and put it in for nothing
    accepted, given = (after, before) if place.is_sent else (before, after)
    text = f"{_words(before)} → {_words(after)}"
    if given <= accepted or (given - accepted == {"integer"} and "number" in accepted):
        yield place.tell("field-type-accepted", text, old, new)
    else:
        is_wider = not place.is_sent and before < after
        yield place.tell("field-type-widened" if is_wider else "field-type-changed", text, old, new)


def _compare_enums(old: Shape, new: Shape, place: Place) -> Iterator[Change]:
    if "enum" not in old and "enum" not in new:
        return
    if "enum" not in old or "enum" not in new:
        is_grave = place.is_sent and "enum" in new
        yield place.tell("enum-added" if is_grave else "enum-removed", "listed" if "enum" in new else "free", old, new)
        return
    before = {render_canonical(each) for each in old["enum"]}
    after = {render_canonical(each) for each in new["enum"]}
    gone, come = ("enum-value-removed", "enum-value-added") if place.is_sent else ("enum-value-gone", "enum-value-new")
    for rule, values in ((gone, before - after), (come, after - before)):
        for value in sorted(values):
            yield place.below(f"={value}").tell(rule, value, old, new)


def _compare_required(old: Shape, new: Shape, name: str, place: Place) -> Iterator[Change]:
    was, is_now = name in old.get("required", ()), name in new.get("required", ())
    if was == is_now:
        return
    sent = ("field-required-removed", "field-required-added")
    answered = ("field-may-be-missing", "field-always-there")
    rule = (sent if place.is_sent else answered)[is_now]
    yield place.tell(rule, "required" if is_now else "optional", old["fields"][name], new["fields"][name])


def _is_map(shape: Shape) -> bool:
    """Whether a shape says nothing of its members but that there may be any."""
    return "fields" not in shape and "values" in shape


def _render_limits(shape: Shape) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(shape.get("limits", {}).items())) or "none"


def _words(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds))
