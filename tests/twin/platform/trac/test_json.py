"""The protocol in JSON: ids, mistakes, types, several calls at once. Held against servers of Trac and its plug-in."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.trac.caller import Trac, binary, moment

VERSION = {"1.0": [1, 1, 9], "1.2": [1, 1, 9], "1.4": [1, 2, 0]}


def error(code, message, id_=None):
    return {"id": id_, "result": None, "error": {"name": "JSONRPCError", "code": code, "message": message}}


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b"", -32700, "JsonProtocolException details : No JSON object could be decoded"),
        (b"{", -32700, "JsonProtocolException details : Expecting object: line 1 column 1 (char 0)"),
        (b"{x", -32700, "JsonProtocolException details : Expecting property name: line 1 column 2 (char 1)"),
        (b'{"a":1', -32700, "JsonProtocolException details : Expecting object: line 1 column 6 (char 5)"),
        (b'{"a":1 2', -32700, "JsonProtocolException details : Expecting , delimiter: line 1 column 8 (char 7)"),
        (b'{"a" 1', -32700, "JsonProtocolException details : Expecting : delimiter: line 1 column 6 (char 5)"),
        (b"[1,", -32700, "JsonProtocolException details : Expecting object: line 1 column 3 (char 2)"),
        (b"1 2", -32700, "JsonProtocolException details : Extra data: line 1 column 3 - line 1 column 4 (char 2 - 3)"),
        (b"[]", -32700, "JsonProtocolException details : JSON object is not a dict"),
        (
            b'{"id": "\xe9"}',
            -32700,
            "JsonProtocolException details : 'utf8' codec can't decode byte 0xe9 in position 0: unexpected end of data",
        ),
        (b"{}", -32603, "ProtocolException details : Missing method name"),
        (b'{"method": []}', -32601, 'RPC method "[]" not found'),
        (b'{"method": "nope"}', -32601, 'RPC method "nope" not found'),
        (b'{"method": "ticket.get"}', -32603, "ServiceException details : get() takes exactly 3 arguments (2 given)"),
        (
            b'{"method": "ticket.get", "params": 9}',
            -32603,
            "ServiceException details : get() argument after * must be an iterable, not int",
        ),
        (b'{"method": "ticket.get", "params": {"id": 1}}', 404, "Ticket id does not exist."),
    ],
)
def test_what_goes_wrong_is_answered_with_200_and_in_words_of_python_2(each, body, code, message):
    assert each.answer(body) == error(code, message)


def test_any_id_comes_back_and_none_is_null(each):
    for id_ in (7, "\u00e9", {"a": [1]}, None):
        assert each.answer({"id": id_, "method": "system.getAPIVersion"})["id"] == id_
    said = each.answer({"method": "system.getAPIVersion"})

    assert said == {"id": None, "result": VERSION[each.version], "error": None}


def test_the_answer_has_the_content_type_of_the_request(each):
    body = {"method": "system.getAPIVersion"}
    response = each.send(body, content_type="application/json; charset=utf-8")

    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.body.endswith(b"\n")


def test_another_content_type_is_415_and_1_4_looks_closer():
    body = {"method": "system.getAPIVersion"}
    status = {
        version: [
            Trac(version).send(body, content_type=kind).status
            for kind in ("text/plain", "Application/JSON", "application/jsonx", "text/html", None)
        ]
        for version in VERSION
    }
    response = Trac("1.2").send(body, content_type="text/plain")

    assert response.body == b"No protocol matching Content-Type 'text/plain' at path '/login/rpc'."
    assert status == {
        "1.0": [415, 415, 200, 200, 200],
        "1.2": [415, 415, 200, 200, 200],
        "1.4": [415, 200, 415, 415, 415],
    }


@pytest.mark.parametrize(
    ("kind", "value", "old", "new"),
    [
        ("datetime", "x", "Invalid datetime string (x)", "Invalid datetime string (x)"),
        ("datetime", "2020-01-01", "Invalid datetime string (2020-01-01)", None),
        ("datetime", "2020-01-01T00:00:00Z and more", None, "Invalid datetime string (2020-01-01T00:00:00Z and more)"),
        (
            "datetime",
            "2020-13-01T00:00:00",
            "month must be in 1..12",
            "Invalid datetime string (2020-13-01T00:00:00)",
        ),
        ("datetime", "2020-01-01 00:00:00+02:00", "Invalid datetime string (2020-01-01 00:00:00+02:00)", None),
        ("binary", "a", "Invalid base64 string", "Invalid base64 string"),
        ("zap", "x", "Unknown __jsonclass__: zap", "Unknown __jsonclass__: zap"),
    ],
)
def test_marked_types_are_read(each, kind, value, old, new):
    wrong = new if each.version == "1.4" else old
    said = each.answer({"method": "ticket.getRecentChanges", "params": [{"__jsonclass__": [kind, value]}]})

    if wrong is None:
        assert said["result"] == []
    else:
        assert said == error(-32700, f"JsonProtocolException details : {wrong}")


def test_a_mark_needs_a_pair(trac):
    for pair, text in (
        ([], "need more than 0 values"),
        (["a"], "need more than 1 value"),
        ([1, 2, 3], "too many values"),
    ):
        said = trac.answer({"method": "x", "params": [{"__jsonclass__": pair}]})
        assert said["error"]["message"] == f"JsonProtocolException details : {text} to unpack"


def test_moments_are_told_to_the_second_and_in_1_4_to_the_microsecond(each):
    each.twin.clock.advance(0.25)
    ticket = each.make()
    _, made, _, values = each("ticket.get", ticket)

    assert made == moment("2023-11-14T22:13:20" + (".250000" if each.version == "1.4" else ""))
    assert values["_ts"] == "1700000000250000"


def test_bytes_come_in_lines_before_1_4(each):
    ticket = each.make()
    each("ticket.putAttachment", ticket, "a", "", binary(b"\x00\xff" * 40))
    text = each("ticket.getAttachment", ticket, "a")["__jsonclass__"][1]

    assert ("\n" in text) is (each.version != "1.4")


def test_several_calls_at_once_each_have_their_answer(each):
    calls = [
        {"method": "system.getAPIVersion", "params": [], "id": 3},
        {"method": "nope", "params": []},
        {"method": "system.getAPIVersion"},
        {"method": "ticket.get", "params": [99]},
        {"method": "ticket.delete", "params": []},
    ]
    said = each.answer({"id": 7, "method": "system.multicall", "params": calls})

    assert said["result"] == [
        {"id": 3, "result": VERSION[each.version], "error": None},
        error(-32601, 'RPC method "nope" not found', 7),
        error(-32603, "'params'", 7),
        error(404, "Ticket 99 does not exist.", 7),
        error(-32603, "delete() takes exactly 3 arguments (2 given)", 7),
    ]
    assert each.answer({"id": 7, "method": "system.multicall"})["result"] == []
    within = [{"methodName": "x", "params": []}]
    said = each.answer({"method": "system.multicall", "params": [{"method": "system.multicall", "params": [within]}]})
    newer = "MethodNotFound(u'RPC method \"x\" not found',) is not JSON serializable"
    assert said["error"]["message"] == (newer if each.version == "1.4" else "maximum recursion depth exceeded")
    assert each.answer({"method": "system.multicall", "params": [5]}) == error(
        -32700, "JsonProtocolException details : 'int' object has no attribute 'get'"
    )


def test_methods_tell_of_themselves(each):
    names = each("system.listMethods")

    assert names[:6] == [
        "system.multicall",
        "system.listMethods",
        "system.methodHelp",
        "system.methodSignature",
        "system.getAPIVersion",
        "ticket.query",
    ]
    assert len(names) == 59
    assert each("system.methodSignature", "ticket.putAttachment") == [
        "string,int,string,string,Binary,boolean",
        "string,int,string,string,Binary",
    ]
    assert each("system.methodHelp", "ticket.update").startswith(
        'array ticket.update(int id, string comment, struct attributes={}, boolean notify=False, string author="", '
        "DateTime when=None)\n\nUpdate a ticket"
    )
    assert each("system.methodHelp", "ticket.type.create").endswith(
        "\n\nCreate a new ticket type with the given value. "
    )
    for name in names:
        assert each("system.methodHelp", name)
    assert (":since 1.0" in each("system.methodHelp", "ticket.changeLog")) is (each.version == "1.0")
    assert each.refusal("system.methodHelp", "x") == (-32601, 'RPC method "x" not found')


def test_a_moment_before_1900_cannot_be_told_before_1_4_either(each):
    each("ticket.milestone.create", "old", {"due": moment("1850-01-01T00:00:00")})

    assert each.refusal("ticket.milestone.get", "old")[1].startswith("year=1850 is before 1900")


def test_the_body_is_bounded(trac):
    said = msgspec.json.decode(trac.send(b" " * (33 * 1024 * 1024)).body)

    assert "the bound is" in said["error"]["message"]
