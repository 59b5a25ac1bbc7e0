"""What integrators may rely on about what a platform answers: every error it is known to give is told as what it is."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis.errors import InvalidArgument

from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import WireRequest
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import AuthenticationError, ConflictError, MethodError
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.interference import Forward, Rule, put_before
from tasklab.verify.contract.rehearsal import Rehearsals
from tasklab.verify.contract.ruled import Ruled, RuledAnswer, RuledAnswers, rules_of
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.target import Target

_LOCKED = 423
"""A refusal that no rule and no method of a platform expects, so that an error is surely about it (RFC 4918)."""

_SUCCESSES = range(200, 300)


def _asking(capability: Capability):
    return capability.asking


def _putting(capability: Capability):
    """Name the methods that make something with a PUT."""
    creates = [name for name in capability.methods if METHODS[name].verb == "create"]
    called = {name: capability.declared(name) for name in creates}
    return [name for name, call in called.items() if call and any(each.put for each in call.steps or [call])]


@pytest.fixture(scope="module")
def answers(capability: Capability) -> RuledAnswers:
    """Give the answers that the version's error rules are about."""
    return RuledAnswers(capability.spec)


@proves("{ruled.method}")
@each("ruled", rules_of)
def test_a_known_error_is_told_as_what_it_is(
    rehearsals: Rehearsals, capability: Capability, answers: RuledAnswers, ruled: Ruled
):
    """Each error that the platform is known to give ends with the kind that it means, in the platform's own words."""
    rehearsal = rehearsals.of(ruled.method)
    for answer in _answers(answers, capability, ruled):
        rules = [_giving(answer)]
        if answer.response.status in _SUCCESSES:
            # An error inside a success is known by the step that it belongs to: one of them has to see it.
            rules = [rehearsal.in_order(at, answer.response) for at in range(len(rehearsal.answers))]
        problems = [_problem(rehearsals, capability, ruled, answer, rule) for rule in rules]
        assert not all(problems), problems[-1]


def _problem(rehearsals: Rehearsals, capability: Capability, ruled: Ruled, answer: RuledAnswer, rule: Rule) -> str:
    """Find what is wrong about the error that a call ends with; empty when nothing is."""
    said = f"{answer.response.status} {answer.response.body[:200]!r}"
    with rehearsals.session.interference.applying(rule):
        try:
            rehearsals.session.client.call(ruled.method, rehearsals.of(ruled.method).parameters)
        except MethodError as raised:
            error = raised
        else:
            return f"{said} is taken for a success"
    kind = capability.spec.errors[ruled.number - 1].kind
    seen = (error.kind, error.native_status, error.native_code, error.pointer if answer.pointer else None)
    if seen != (kind, answer.response.status, answer.code, answer.pointer):
        return f"{said} means {kind}, and ends with {error}"
    if not error.detail or answer.detail not in error.detail:
        return f"{said} is told as {error.detail!r}"
    return ""


def _answers(answers: RuledAnswers, capability: Capability, ruled: Ruled) -> list[RuledAnswer]:
    try:
        found = answers.of(ruled)
    except InvalidArgument as error:
        pytest.skip(f"no text can be made for the rule's regular expression: {error}")
    declared = capability.declared(ruled.method)
    nothing = () if declared is None else declared.nothing_on
    known = [answer for answer in found if answer.response.status not in nothing]
    if not known:
        pytest.skip("no answer can be made that the rule fits, no rule before it, and that is no empty list here")
    return known


def _giving(answer: RuledAnswer) -> Rule:
    return lambda _request, _forward: answer.response


@proves("{method}")
@each("method", _asking)
def test_a_failure_on_the_way_ends_the_call(rehearsals: Rehearsals, method: str):
    """A call of several steps ends at the first one that the platform refuses, and says that it was refused."""
    session, rehearsal = rehearsals.session, rehearsals.of(method)
    for index in range(len(rehearsal.answers)):
        refusal = msgspec.structs.replace(rehearsal.answers[index], status=_LOCKED)
        with session.interference.applying(rehearsal.in_order(index, refusal)), pytest.raises(MethodError) as failed:
            session.client.call(method, rehearsal.parameters)
        error = failed.value
        assert isinstance(error, ConflictError), f"request {index + 1} was refused, and it says: {error}"
        assert error.native_status == _LOCKED, f"request {index + 1} was refused, and it says: {error}"


@proves("{method}")
@each("method", _asking)
def test_a_refusal_of_what_is_remembered_ends_the_call(rehearsals: Rehearsals, target: Target, method: str):
    """What is asked once and remembered may be refused as anything may: the call ends, and nothing is made of it."""
    first, once_only = rehearsals.remembered(method)
    if not once_only:
        pytest.skip("what the method needs to know was remembered already, or nothing is")
    for index in once_only:
        session = target.open()
        refused = first.replayed(_refusing(first.requests[index], first.answers[index]))
        with session.interference.applying(refused), pytest.raises(MethodError) as failed:
            session.client.call(method, first.parameters)
        error = failed.value
        is_told = error.native_status == _LOCKED or isinstance(error, AuthenticationError)
        assert is_told, f"{first.requests[index].url} was refused, and it says: {error}"


def _refusing(refused: WireRequest, answer: Response) -> Rule:
    """Return a rule that refuses one request, wherever in a call it is made."""

    def rule(request: WireRequest, forward: Forward) -> Response:
        is_it = (request.verb, request.url, request.body) == (refused.verb, refused.url, refused.body)
        return msgspec.structs.replace(answer, status=_LOCKED) if is_it else forward(request)

    return rule


def _expected(capability: Capability):
    """Name the methods that take a status for a success that says otherwise."""
    return [name for name in capability.asking if _others(capability, name)]


def _others(capability: Capability, method: str) -> list[int]:
    declared = capability.declared(method)
    calls = [] if declared is None else declared.steps or [declared]
    expected = {status for call in calls for status in (*(call.expect or ()), *call.nothing_on)}
    return sorted(status for status in expected if status not in _SUCCESSES)


@proves("{method}")
@each("method", _expected)
def test_a_refusal_that_is_expected_is_none(rehearsals: Rehearsals, capability: Capability, method: str):
    """Where the platform refuses a part that only some sites have, the call goes on without it."""
    session, rehearsal = rehearsals.session, rehearsals.of(method)
    for status in _others(capability, method):
        problems: list[str] = []
        for index in range(len(rehearsal.answers)):
            refusal = Response(status=status, headers={"content-type": "application/json"}, body=b"{}")
            with session.interference.applying(rehearsal.in_order(index, refusal)):
                try:
                    session.client.call(method, rehearsal.parameters)
                except MethodError as error:
                    problems.append(str(error))
        assert len(problems) < len(rehearsal.answers), f"{status} is expected, and ends with: {problems[0]}"


@proves("{method}")
@each("method", _putting)
def test_a_new_object_replaces_nothing(scene: Scene, rehearsals: Rehearsals, method: str):
    """Where tasklab itself says how a new object is called, one that somebody else called so is not replaced."""
    if not rehearsals.of(method).names_what_it_makes:
        pytest.skip("the platform itself says how its new objects are called")
    session = rehearsals.session
    with session.interference.applying(put_before), pytest.raises(ConflictError):
        session.client.call(method, scene.parameters(method))
