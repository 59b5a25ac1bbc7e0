from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from tasklab.adapter.open_object import Open, open_object


class Fields(msgspec.Struct):
    summary: str
    due: dt.date | None = None


class Issue(msgspec.Struct):
    id: str
    fields: Open[Fields]


def read(body: bytes) -> Issue:
    return msgspec.json.Decoder(Issue, dec_hook=open_object).decode(body)


def test_what_is_known_is_typed_and_all_members_are_there_by_name():
    issue = read(b'{"id": "1", "fields": {"summary": "a", "due": "2027-01-31", "custom_7": [1, {"id": "2"}]}}')
    assert issue.fields.known == Fields(summary="a", due=dt.date(2027, 1, 31))
    assert issue.fields.members == {"summary": "a", "due": "2027-01-31", "custom_7": [1, {"id": "2"}]}


@pytest.mark.parametrize("fields", [b'{"summary": 3}', b"{}", b"[]", b'"text"', b"null"])
def test_another_shape_is_refused_as_the_decoder_refuses(fields):
    with pytest.raises(msgspec.ValidationError):
        read(b'{"id": "1", "fields": ' + fields + b"}")


def test_a_type_that_is_not_ours_is_refused():
    with pytest.raises(NotImplementedError):
        open_object(complex, "1")
