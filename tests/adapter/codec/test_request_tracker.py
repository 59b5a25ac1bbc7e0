"""What Request Tracker has of its own: TicketSQL, owners, and what it would cut or leave out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.codec.request_tracker import (
    decode_owner,
    decode_queue_text,
    decode_worked_minutes,
    encode_owner,
    encode_queue_text,
    encode_ticket_begun,
    encode_ticket_later,
    encode_ticket_line,
    encode_ticket_people,
    encode_ticket_queue,
    encode_ticket_sql,
    encode_ticket_text,
    encode_token_owner,
    encode_worked_minutes,
    normalise_worked_minutes,
)
from tasklab.unified.error import CallError, PlatformError, UnsupportedFieldError, ValidationError

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)


@given(st.text())
def test_text_never_leaves_its_quotes(text: str) -> None:
    written = f"'{encode_ticket_sql(text)}'"
    found = _QUOTED.fullmatch(written)
    assert found is not None
    assert re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL) == text


@pytest.mark.parametrize(("token", "owner"), [("1-14-a9bf", "14"), ("12-7-X0", "7")])
def test_a_token_names_its_user(token: str, owner: str) -> None:
    assert encode_token_owner(token) == owner


@given(st.text())
def test_what_is_no_token_names_nobody(text: str) -> None:
    assert re.fullmatch(r"[0-9]+", encode_token_owner(f"{text}/"))
    assert encode_token_owner(f"{text}/") == "0"


def test_nobody_is_the_empty_list() -> None:
    assert decode_owner("Nobody") == decode_owner(None) == []
    assert encode_owner([], "assignee_ids") == "Nobody"


def test_a_ticket_has_one_owner() -> None:
    with pytest.raises(UnsupportedFieldError) as refused:
        encode_owner(["alice", "root"], "assignee_ids")
    assert refused.value.pointer == "/assignee_ids"


@pytest.mark.parametrize(
    ("draft", "people"),
    [
        ({}, []),
        ({"Owner": "Nobody"}, []),
        ({"Owner": "alice", "Cc": ["root", "alice"]}, ["alice", "root"]),
        ({"Cc": []}, []),
    ],
)
def test_the_people_of_a_draft_are_named_once(draft: dict[str, Any], people: list[str]) -> None:
    assert encode_ticket_people(draft) == people


def test_a_queue_is_named_by_its_number() -> None:
    assert encode_ticket_queue({}) == []
    assert encode_ticket_queue({"Queue": "3"}) == [3]
    with pytest.raises(CallError):
        encode_ticket_queue({"Queue": "General"})


_STATUSES = st.sampled_from(["new", "open", "stalled", "resolved", "rejected", "another"])


@given(st.fixed_dictionaries({"Subject": st.text()}, optional={"Status": _STATUSES}))
def test_a_status_is_given_at_the_beginning_or_later(draft: dict[str, Any]) -> None:
    begun, later = encode_ticket_begun(draft), encode_ticket_later(draft)
    assert begun["Subject"] == draft["Subject"]
    assert [begun[name] for name in begun if name == "Status"] + later == [
        draft[name] for name in draft if name == "Status"
    ]
    assert begun.get("Status") not in {"stalled", "rejected"}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_line_is_carried_whole_or_refused(text: str) -> None:
    if "\n" in text or "\r" in text or len(text.encode()) > 200:
        with pytest.raises(ValidationError) as refused:
            encode_ticket_line(text, "title")
        assert refused.value.pointer == "/title"
    else:
        assert encode_ticket_line(text, "title") == text


def test_bytes_are_counted_and_not_letters() -> None:
    assert encode_ticket_line("é" * 100, "title")
    assert encode_queue_text("é" * 127, "description")
    with pytest.raises(ValidationError):
        encode_ticket_line("é" * 101, "title")
    with pytest.raises(ValidationError):
        encode_queue_text("é" * 128, "description")
    assert decode_queue_text("") is None


@pytest.mark.parametrize("text", ["", "0"])
def test_what_counts_as_no_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        encode_ticket_text(text, "body")
    assert refused.value.pointer == "/body"
    assert encode_ticket_text("00", "body") == "00"


@given(st.integers(0, 10**7))
def test_time_is_kept_in_minutes_or_refused(seconds: int) -> None:
    kept = normalise_worked_minutes(seconds)
    assert kept is not None
    assert abs(kept - seconds) <= 30
    if kept == 0:
        with pytest.raises(ValidationError):
            encode_worked_minutes(seconds, "duration_seconds")
    else:
        assert decode_worked_minutes(encode_worked_minutes(seconds, "duration_seconds")) == kept


def test_time_that_is_no_number_is_the_platforms_fault() -> None:
    with pytest.raises(PlatformError):
        decode_worked_minutes("an hour")
