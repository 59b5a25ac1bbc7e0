"""Answers that one of a version's declared error rules is about, and none before it: made from the spec alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tasklab.adapter.message import Response
from tasklab.adapter.xml_rpc import answer_body
from tasklab.spec.path import parse_path
from tasklab.verify.contract.json_path import at, put

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tasklab.spec.model import ErrorRule, Spec
    from tasklab.spec.path import Step
    from tasklab.verify.contract.capability import Capability

_WORDS = "what the platform says about it"
_CODE = "E-4711"
_UNNAMED_STATUS = 400
_SUCCESS = 200
_SUCCESSES = range(200, 300)
_TEXTS = 25
Words: TypeAlias = "str | dict[str, str]"
"""What is said about a field: a sentence that begins with its name, or an object that has it as a member."""
_PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)


@dataclass(frozen=True)
class Ruled:
    """One declared error rule, for one method that it applies to."""

    method: str
    number: int
    """Its place among the version's rules, from 1."""

    def __str__(self) -> str:
        return f"{self.method}-{self.number}"


@dataclass(frozen=True)
class RuledAnswer:
    """An answer of the platform, and what the error made of it has to say."""

    response: Response
    detail: str
    """Words that the error's detail holds; empty where the rule names none."""
    code: str | None
    pointer: str | None


def rules_of(capability: Capability) -> list[Ruled]:
    """Return every declared error rule for each method that asks the platform something and that it applies to."""
    return [
        Ruled(method, number)
        for number, rule in enumerate(capability.spec.errors, 1)
        for method in capability.asking
        if rule.methods is None or method in rule.methods
    ]


class RuledAnswers:
    """Answers for the declared error rules of a version; methods with the same rules share them."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._made: dict[tuple[int, tuple[int, ...]], list[RuledAnswer]] = {}

    def of(self, ruled: Ruled) -> list[RuledAnswer]:
        """Return answers that a rule fits and no rule before it: one for each status, and for each field it names.

        Empty where no such answer can be made.
        """
        before = tuple(
            number
            for number, rule in enumerate(self._spec.errors[: ruled.number - 1], 1)
            if rule.methods is None or ruled.method in rule.methods
        )
        key = (ruled.number, before)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, number: int, before: tuple[int, ...]) -> list[RuledAnswer]:
        rules = [self._spec.errors[each - 1] for each in (*before, number)]
        answers: list[RuledAnswer] = []
        for status in _statuses(rules[-1]):
            for forms in _words(rules[-1]):
                made = [answer for words in forms if (answer := _first(rules, status, words)) is not None]
                answers += [answer for answer in made if answer.pointer][:1] or made[:1]
        is_xml = self._spec.rpc is not None and self._spec.rpc.kind == "xml"
        return [_in_xml(answer) for answer in answers] if is_xml else answers


def _in_xml(answer: RuledAnswer) -> RuledAnswer:
    """Return the same as a server of XML-RPC says it; what is no success is a page anyway."""
    document = _decoded(answer.response.body.decode())
    if answer.response.status not in _SUCCESSES or not isinstance(document, dict):
        return answer
    body = answer_body(document)
    return replace(answer, response=Response(status=_SUCCESS, headers={"content-type": "text/xml"}, body=body))


def _statuses(rule: ErrorRule) -> list[int]:
    if rule.status is None:
        return [_UNNAMED_STATUS if rule.path is None and rule.matches is None else _SUCCESS]
    return rule.status if isinstance(rule.status, list) else [rule.status]


def _words(rule: ErrorRule) -> list[list[Words]]:
    """Return what to say about each field that a rule names, in the forms that platforms say it in."""
    forms: list[list[Words]] = []
    for begin in rule.fields:
        by_name: list[Words] = [{begin[:-1]: _WORDS}] if begin.endswith(":") else []
        forms.append([f"{begin} {_WORDS}", *by_name])
    return forms or [[_WORDS]]


def _first(rules: Sequence[ErrorRule], status: int, words: Words) -> RuledAnswer | None:
    """Return the first answer that the last of some rules fits, and none before it."""
    for text in _texts(rules[-1], words):
        answer = _answer(rules[-1], status, words, text)
        if next((each for each in rules if _fits(each, answer.response)), None) is rules[-1]:
            return answer
    return None


def _texts(rule: ErrorRule, words: Words) -> Iterator[str | None]:
    """Yield texts for what the rule's regular expression is held against, those that name the field first."""
    if rule.matches is None or not isinstance(words, str):
        yield None
        return
    if re.search(rule.matches, words):
        yield words
    yield from texts_matching(rule.matches)


@lru_cache(256)
def texts_matching(pattern: str) -> tuple[str, ...]:
    """Return printable texts that a regular expression matches as a whole, the same ones each time."""
    found: list[str] = []

    @settings(
        max_examples=_TEXTS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_regex(pattern, fullmatch=True, alphabet=_PRINTABLE))
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return tuple(dict.fromkeys(found))


# Making an answer


def _answer(rule: ErrorRule, status: int, words: Words, text: str | None) -> RuledAnswer:
    path, detail, code = (_steps(each) for each in (rule.path, rule.detail, rule.code))
    if path is None and detail is None and code is None:
        said = (str(words) if rule.fields else "") if text is None else text
        response = Response(status=status, headers={"content-type": "text/plain"}, body=said.encode())
        return RuledAnswer(response, rule.says or " ".join(said.split()), None, _about(rule, said))
    document: Any = None
    if detail is not None:
        document = put(document, detail, words if text is None or path is not None else text)
    if code is not None:
        document = put(document, code, _CODE)
    if path is not None:
        document = _put_at_path(document, path, rule, text)
    said = "; ".join(_said(value) for value in at(document, detail or ()) if value is not None) if detail else ""
    codes = [str(value) for value in at(document, code)] if code is not None else []
    response = Response(status=status, headers={"content-type": "application/json"}, body=msgspec.json.encode(document))
    return RuledAnswer(response, " ".join((rule.says or said).split()), codes[0] if codes else None, _about(rule, said))


def _about(rule: ErrorRule, said: str) -> str | None:
    """Return the pointer to the field that words are about, by how they begin."""
    return next((f"/{field}" for begin, field in rule.fields.items() if said.startswith(begin)), None)


def _said(value: Any) -> str:
    """Return what is told of a value: of an object its members by name."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {inner}" for name, inner in value.items())
    return str(value)


def _put_at_path(document: Any, path: tuple[Step, ...], rule: ErrorRule, text: str | None) -> Any:
    if "equals" in rule.model_fields_set:
        return put(document, path, rule.equals)
    if text is not None:
        return put(document, path, text)
    return document if _is_there(at(document, path)) else put(document, path, _WORDS)


def _steps(path: str | None) -> tuple[Step, ...] | None:
    return None if path is None else parse_path(path).steps


# Whether a rule fits: read from the spec language's own words, so that the adapter's reading is held against it


def _fits(rule: ErrorRule, response: Response) -> bool:
    if rule.status is not None and response.status not in _statuses(rule):
        return False
    if rule.status is None and rule.path is None and rule.matches is None and response.status in _SUCCESSES:
        return False
    text = response.body.decode()
    if rule.path is None:
        return rule.matches is None or re.search(rule.matches, text) is not None
    found = at(_decoded(text), parse_path(rule.path).steps)
    if "equals" in rule.model_fields_set:
        found = [value for value in found if value == rule.equals and type(value) is type(rule.equals)]
    elif not _is_there(found):
        return False
    if rule.matches is not None:
        found = [value for value in found if re.search(rule.matches, _as_text(value))]
    return bool(found)


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None


def _is_there(values: Sequence[Any]) -> bool:
    return any(value is not None and value != [] for value in values)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
