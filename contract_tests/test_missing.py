"""What integrators may rely on about objects that are there for the platform and not for people: archived, in a bin."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest

from tasklab.adapter.message import Response
from tasklab.spec.path import parse_path
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError, NotFoundError
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.interference import Rule
from tasklab.verify.contract.json_path import at, document_of, put, replaced, with_document
from tasklab.verify.contract.rehearsal import Rehearsals
from tasklab.verify.contract.stamp import natives_of
from tasklab.verify.contract.target import Session

_ELSE = "something-else"
_NOT_FOUND = "not found"


@dataclass(frozen=True)
class _Sign:
    """A native value by which an object is not there, or no object of the kind."""

    method: str
    path: str
    value: Any
    needs: str = ""
    """Path of what has to stand in an answer for the sign to be about it."""
    times: int = 1
    """How many answers of a call it ends the call in, at least."""

    def __str__(self) -> str:
        return f"{self.method}-{self.path}"


def _signs_of_the_gone(capability: Capability):
    """Name every sign in an answer that makes a call end with `not_found`."""
    found: dict[str, _Sign] = {}
    always: Counter[str] = Counter()
    for method in capability.asking:
        declared = capability.declared(method)
        for call in [] if declared is None else [declared, *(declared.steps or [])]:
            for keep in call.keep.values():
                if keep.absent != "not_found" or keep.path is None:
                    continue
                signs = [_Sign(method, path, _one_of(value), keep.path) for path, value in keep.unless.items()]
                signs += [_Sign(method, path, _other(value), keep.path) for path, value in keep.where.items()]
                signs.append(_Sign(method, keep.path, None, keep.path))
                plain = {str(sign): sign for sign in signs if _is_plain(sign.path)}
                found |= plain
                always.update(list(plain) if call.when is None and call.each is None else [])
    return [replace(sign, times=max(1, always[name])) for name, sign in found.items()]


def _signs_of_outsiders(capability: Capability):
    """Name every sign in a list's answer by which something is no object of the list."""
    signs: list[_Sign] = []
    for method in capability.asking:
        declared = capability.declared(method)
        if (
            declared is None
            or not METHODS[method].is_list
            or capability.spec.entities[METHODS[method].object].format != "json"
        ):
            continue
        signs += [_Sign(method, path, _one_of(value)) for path, value in declared.unless.items() if _is_fixed(value)]
        signs += [_Sign(method, path, _other(value)) for path, value in declared.where.items() if _is_fixed(value)]
    return [sign for sign in signs if _is_plain(sign.path)]


def _is_fixed(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(
        each is None or isinstance(each, bool | int) or (isinstance(each, str) and "$" not in each) for each in values
    )


def _one_of(value: Any) -> Any:
    """Return a value that is meant where several may be."""
    return value[0] if isinstance(value, list) else value


def _is_plain(path: str) -> bool:
    return path != "." and ":" not in path


def _other(value: Any) -> Any:
    """Return a value that is not the one that makes an object count."""
    if isinstance(value, bool):
        return not value
    return {"url": _ELSE} if value is None else _ELSE


@proves("{sign.method}")
@each("sign", _signs_of_the_gone)
def test_what_is_as_good_as_gone_is_not_found(rehearsals: Rehearsals, sign: _Sign):
    """What the platform still answers with, though nobody has it any more, ends with `not_found`."""
    rehearsal = rehearsals.of(sign.method)
    outcomes: list[str] = []
    noticed = 0
    for index, answer in enumerate(rehearsal.answers):
        rules = [rehearsal.in_order(index, changed) for changed in _with_sign(answer, sign)]
        ended = [_outcome(rehearsals.session, sign.method, rehearsal.parameters, rule) for rule in rules]
        noticed += _NOT_FOUND in ended
        outcomes += [outcome for outcome in ended if outcome != _NOT_FOUND]
    if not outcomes and not noticed:
        pytest.skip("the call was made without a request that could tell")
    told = f"{noticed} of {sign.times} ended with `not_found`, another one with {outcomes[-1:]}"
    assert noticed >= sign.times, f"`{sign.path}` was {sign.value!r}, and {told}"


def _outcome(session: Session, method: str, parameters: dict[str, Any], rule: Rule) -> str:
    """Return how a call ends under a rule."""
    with session.interference.applying(rule):
        try:
            session.client.call(method, parameters)
        except NotFoundError:
            return _NOT_FOUND
        except MethodError as error:
            return str(error)
    return "a success"


def _with_sign(answer: Response, sign: _Sign) -> list[Response]:
    """Return the answer with the sign in it; nothing where the answer holds nothing that the sign could be about.

    Where the sign is that nothing is there, the object that it would be in may be what is not there.
    """
    document, steps = document_of(answer), parse_path(sign.path).steps
    if not any(found is not None for found in at(document, parse_path(sign.needs).steps)):
        return []
    ends = range(len(steps), 0, -1) if sign.value is None else [len(steps)]
    return [with_document(answer, put(document, steps[:end], sign.value)) for end in ends]


@proves("{sign.method}")
@each("sign", _signs_of_outsiders)
def test_what_is_no_object_of_the_list_is_left_out(rehearsals: Rehearsals, sign: _Sign):
    """A list holds none of the other things that the platform answers with beside its objects."""
    session, rehearsal = rehearsals.session, rehearsals.of(sign.method)
    with session.interference.applying(rehearsal.in_order()):
        plain = natives_of(session.client.call(sign.method, {**rehearsal.parameters, "raw": True}))
    for index, answer in reversed(list(enumerate(rehearsal.answers))):
        changed = _with_outsider(answer, sign, [item.raw for item in plain])
        if changed is None:
            continue
        with session.interference.applying(rehearsal.in_order(index, changed)):
            seen = natives_of(session.client.call(sign.method, rehearsal.parameters))
        assert len(seen) == len(plain) - 1, (
            f"`{sign.path}` was {sign.value!r} on one of {len(plain)}, and {len(seen)} came"
        )
        return
    pytest.skip("the site has no such object, or its answers hold it in another form")


def _with_outsider(answer: Response, sign: _Sign, raws: list[Any]) -> Response | None:
    """Return an answer in which the first of the objects bears the sign; None where it is not in it."""
    document = document_of(answer)
    for raw in raws[:1]:
        native = msgspec.json.decode(raw)
        if isinstance(native, dict):
            changed, is_there = replaced(document, native, put(native, parse_path(sign.path).steps, sign.value))
            if is_there:
                return with_document(answer, changed)
    return None
