from __future__ import annotations

import copy
import inspect
import pickle
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.unified import error as module
from tasklab.unified.error import (
    KINDS,
    MethodError,
    NotFoundError,
    PlatformUnavailableError,
    Problem,
    RateLimitedError,
    TasklabError,
    UnsupportedFieldError,
    parse_problem,
)

DESIGNED = (
    "unsupported_method unsupported_field validation authentication permission not_found conflict rate_limited "
    "platform_error platform_unavailable version_unsupported version_retired version_mismatch"
)
TEXT = st.none() | st.text(min_size=1, max_size=20)
FACTS = st.fixed_dictionaries(
    {
        "method": TEXT,
        "platform": TEXT,
        "platform_version": TEXT,
        "native_status": st.none() | st.integers(100, 599),
        "native_code": TEXT,
        "retry_after": st.none() | st.floats(0, 86_400),
        "request_id": TEXT,
        "pointer": TEXT,
    }
)


def facts_of(error):
    return {"type": type(error), "detail": error.detail, **vars(error)}


def all_classes(root=TasklabError):
    return [root, *(found for child in root.__subclasses__() for found in all_classes(child))]


OURS = [cls for cls in all_classes() if cls.__module__ == module.__name__]


def test_there_is_one_class_for_each_of_the_13_kinds():
    assert sorted(KINDS) == sorted(DESIGNED.split())
    assert all(kind == cls.kind for kind, cls in KINDS.items())
    leaves = {cls for cls in OURS if not any(child in OURS for child in cls.__subclasses__())}
    assert leaves == set(KINDS.values())


@pytest.mark.parametrize("kind", KINDS)
@given(detail=st.text(), facts=FACTS)
def test_the_facts_survive_the_wire(kind, detail, facts):
    error = KINDS[kind](detail, **facts)
    problem = msgspec.json.decode(msgspec.json.encode(error.to_problem()), type=Problem)
    assert facts_of(parse_problem(problem)) == facts_of(error)


@pytest.mark.parametrize("kind", KINDS)
def test_a_problem_has_what_rfc_9457_asks_for_and_nothing_that_does_not_apply(kind):
    problem = KINDS[kind]("It is so").to_problem()
    assert problem == {
        "type": f"/errors/{kind}",
        "title": KINDS[kind].title,
        "status": KINDS[kind].status,
        "detail": "It is so",
    }
    assert 400 <= problem["status"] <= 599


def test_titles_tell_the_kinds_apart():
    assert len({cls.title for cls in KINDS.values()}) == len(KINDS)


def test_the_message_is_made_from_the_facts():
    error = RateLimitedError(
        "60 calls a minute are allowed",
        method="task.list",
        platform="redmine",
        platform_version="6.0",
        native_status=429,
        native_code="slow_down",
        retry_after=30.0,
    )
    assert str(error) == (
        "The platform takes no more calls for now: 60 calls a minute are allowed "
        "(task.list on redmine 6.0; the platform answered 429 slow_down; repeat after 30 s)"
    )


def test_the_message_leaves_out_what_is_not_known():
    assert str(NotFoundError("Task 7")) == "No such object: Task 7"
    assert str(UnsupportedFieldError("No recurrence", pointer="/recurrence")).endswith("(at /recurrence)")


def test_a_lost_write_is_told_from_a_call_that_never_arrived():
    lost = PlatformUnavailableError("No answer within 30 s", outcome_unknown=True)
    assert lost.to_problem()["outcome_unknown"] is True
    assert "may have happened" in str(lost)
    assert parse_problem(msgspec.convert(lost.to_problem(), Problem)).outcome_unknown is True
    never = PlatformUnavailableError("Connection refused")
    assert "outcome_unknown" not in never.to_problem()
    assert "may have happened" not in str(never)


def test_a_kind_of_a_newer_server_is_still_an_error_with_its_facts():
    problem = Problem(type="/errors/moon_phase", title="Wrong moon", status=418, detail="Wait", platform="p")
    error = parse_problem(problem)
    assert type(error) is MethodError
    assert (error.detail, error.platform) == ("Wait", "p")
    assert (error.type, error.status) == ("/errors/moon_phase", 418)


@pytest.mark.parametrize("again", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
@pytest.mark.parametrize("kind", KINDS)
def test_an_error_can_cross_to_another_process(kind, again):
    error = KINDS[kind]("detail", method="task.get", pointer="/id")
    assert facts_of(again(error)) == facts_of(error)


def test_the_tree_in_the_docstring_is_the_tree():
    drawn = [line for line in inspect.getdoc(module).splitlines() if re.match(r"[ │├└─]*(\w+Error) ", line)]
    names = [next(word for word in line.split() if word.endswith("Error")) for line in drawn]
    depths = [line.index(name) for line, name in zip(drawn, names, strict=True)]
    parents = {}
    for place, (name, depth) in enumerate(zip(names, depths, strict=True)):
        above = [other for other in range(place) if depths[other] < depth]
        parents[name] = names[above[-1]] if above else "Exception"
    assert parents == {cls.__name__: cls.__base__.__name__ for cls in OURS}
    assert {kind for kind in KINDS if any(kind in line for line in drawn)} == set(KINDS)
