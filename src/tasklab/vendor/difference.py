"""Two distilled descriptions compared, as far as they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.vendor.change import Change, order_changes
from tasklab.vendor.shape import AT
from tasklab.vendor.shape_difference import Place, ShapeDifference, compare_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tasklab.vendor.distillate import Distillate
    from tasklab.vendor.usage import Path, Usage

_JSON = "application/json"


def compare_distillates(old: Distillate, new: Distillate, usage: Usage | None = None) -> list[Change]:
    """Return what differs, the gravest first.

    With a usage, only operations and members that are used count, and whatever has to be sent newly.
    """
    found: list[Change] = []
    for key in sorted({*old.operations, *new.operations}):
        if usage is not None and key not in usage.operations:
            continue
        fields = None if usage is None else usage.find_fields(key)
        found += _compare_operation(key, old, new, fields)
    return order_changes(found)


def _compare_operation(key: str, old: Distillate, new: Distillate, fields: frozenset[Path] | None) -> Iterator[Change]:
    before, after = old.operations.get(key), new.operations.get(key)
    if before is None or after is None:
        rule = "operation-removed" if after is None else "operation-added"
        places = ((before or {}).get(AT, ""), (after or {}).get(AT, ""))
        yield Change(rule, key, "operation", rule.rpartition("-")[2], *places)
        return
    if after.get("is_deprecated") and not before.get("is_deprecated"):
        yield Change("operation-deprecated", key, "operation", "deprecated", before[AT], after[AT])
    difference = ShapeDifference(old.types, new.types)
    parameters = Place(key, "parameter", is_sent=True)
    yield from compare_parameters(difference, before, after, parameters, "parameters")
    yield from _compare_request(difference, key, before, after, fields)
    yield from _compare_replies(difference, key, before, after, fields)


def _compare_request(
    difference: ShapeDifference,
    key: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    fields: frozenset[Path] | None,
) -> Iterator[Change]:
    old, new = before.get("request"), after.get("request")
    place = Place(key, "request", is_sent=True)
    if old is None and new is None:
        return
    if old is None or new is None:
        rule = "body-removed" if new is None else "body-required-added" if new["is_required"] else "body-added"
        yield place.tell(rule, "removed" if new is None else "added", old or before, new or after)
        return
    if new["is_required"] and not old["is_required"]:
        yield place.tell("body-required-added", "required", old, new)
    yield from _compare_bodies(difference, old, new, place, fields)


def _compare_replies(
    difference: ShapeDifference,
    key: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    fields: frozenset[Path] | None,
) -> Iterator[Change]:
    olds, news = before["replies"], after["replies"]
    for status in sorted({*olds, *news}):
        place = Place(key, f"reply {status}", is_sent=False)
        prefix = "status" if status.startswith("2") else "error-status"
        if status not in news:
            yield place.tell(f"{prefix}-removed", "removed", olds[status], after)
        elif status not in olds:
            yield place.tell(f"{prefix}-added", "added", before, news[status])
        elif prefix == "status" or fields is None:
            yield from _compare_bodies(difference, olds[status], news[status], place, fields)


def _compare_bodies(
    difference: ShapeDifference,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    place: Place,
    fields: frozenset[Path] | None,
) -> Iterator[Change]:
    olds, news = old["bodies"], new["bodies"]
    for media in sorted({*olds, *news}):
        inside = Place(place.operation, f"{place.start} {media}", place.is_sent)
        if media not in news:
            yield inside.tell("media-type-removed", "removed", old, new)
        elif media not in olds:
            yield inside.tell("media-type-added", "added", old, new)
        elif olds[media] is not None and news[media] is not None:
            yield from difference.compare(olds[media], news[media], inside, fields)
