"""Plans what a write refuses before anything else: what is not carried, null where nothing is emptied, wrong texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.code import quoted
from tasklab.generate.context import DRAFT
from tasklab.generate.surface import CONTROLS, WRITTEN_AS, shapes

if TYPE_CHECKING:
    from collections.abc import Collection

    from tasklab.generate.context import Context
    from tasklab.generate.plan import Statement
    from tasklab.generate.write import Draft
    from tasklab.spec.call import Method as Declared
    from tasklab.unified.catalogue import Method

_UNIFIED = {written: read for read, written in WRITTEN_AS.items()}
_LOCATED = frozenset({"update", "delete", "download"})
_CHANGING = frozenset({"update", "move"})
_TEXTED = frozenset({"create", "update"})


def refusals_of(
    context: Context, entry: Method, declared: Declared, references: Collection[str], draft: Draft | None
) -> tuple[Statement, ...]:
    """Return the statements that refuse whatever is given and not carried."""
    if not entry.is_write:
        return ()
    carried = {field.shape.name for field in draft.fields} if draft else set()
    lost = [
        name
        for name, shape in shapes(entry.parameters).items()
        if name not in CONTROLS | carried | set(references) and shape.can_be_absent and not _is_locator(entry, name)
    ]
    never_empty = _never_empty(context, entry, references) if declared.via is None else []
    wrong_texts = _bounded(context, entry, references) if declared.via is None else []
    refused = (
        ("refuse_given", [_pair(name) for name in lost]),
        ("refuse_null", [_pair(name) for name in never_empty]),
        ("refuse_wrong_texts", wrong_texts),
    )
    return tuple(
        f"{context.imports.use(DRAFT, function)}({', '.join(f'({each})' for each in given)})"
        for function, given in refused
        if given
    )


def _pair(name: str) -> str:
    return f"{quoted(name)}, parameters.{name}"


def _is_locator(entry: Method, name: str) -> bool:
    """Tell whether a parameter says where an object is, which only some platforms need to hear."""
    return entry.object != "task" and entry.verb in _LOCATED and name in {"task_id", "project_id"}


def _never_empty(context: Context, entry: Method, references: Collection[str]) -> list[str]:
    """Name the parameters that the calls name themselves, and that always have a value on the platform."""
    entity = context.spec.entities.get(entry.object)
    if entity is None or entry.verb not in _CHANGING:
        return []
    known = [name for name, shape in shapes(entry.parameters).items() if name in references and shape.is_nullable]
    lenses = {name: entity.fields.get(_UNIFIED.get(name, name)) for name in known}
    return [name for name, lens in lenses.items() if lens is not None and not lens.can_be_empty]


def _bounded(context: Context, entry: Method, references: Collection[str]) -> list[str]:
    """Return what is refused of the texts that the calls name themselves: without words, or too long."""
    entity = context.spec.entities.get(entry.object)
    if entity is None or entry.verb not in _TEXTED:
        return []
    known = [name for name, shape in shapes(entry.parameters).items() if name in references and shape.type is str]
    lenses = ((name, entity.fields.get(_UNIFIED.get(name, name))) for name in known)
    return [
        f"{_pair(name)}, {lens.is_filled}, {lens.max_length}"
        for name, lens in lenses
        if lens is not None and (lens.is_filled or lens.max_length is not None)
    ]
