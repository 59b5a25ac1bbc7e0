"""The protocol in XML: faults, types, and what text goes through. Held against servers of Trac and its plug-in."""

from __future__ import annotations

import datetime as dt
import xmlrpc.client

import pytest

XML = "application/xml"


_UNKNOWN = """ResponseError("unknown tag u'zap'",)"""
_PADDING = "Incorrect padding"
_WRONG = "unsupported operand type(s) for -: 'str' and 'datetime.datetime'"


def _naive(*parts):
    """Return a moment as the protocol has it: UTC, and without saying so."""
    return dt.datetime(*parts, tzinfo=dt.UTC).replace(tzinfo=None)


def test_a_call_is_answered_as_xmlrpclib_writes_it(trac):
    body = b"<?xml version='1.0'?><methodCall><methodName>system.getAPIVersion</methodName><params/></methodCall>"
    response = trac.send(body, content_type=XML)

    assert response.body == (
        b"<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n"
        b"<value><int>1</int></value>\n<value><int>1</int></value>\n<value><int>9</int></value>\n</data></array></value>\n</param>\n</params>\n"
        b"</methodResponse>\n"
    )


@pytest.mark.parametrize("path", ["/env/login/rpc", "/env/login/xmlrpc"])
@pytest.mark.parametrize("kind", [XML, "text/xml", "text/xml; charset=utf-8"])
def test_both_paths_and_types_are_served(trac, path, kind):
    body = xmlrpc.client.dumps((), "system.listMethods").encode()
    response = trac.send(body, path=path, content_type=kind)

    assert response.headers["content-type"] == kind
    assert "ticket.query" in xmlrpc.client.loads(response.body)[0][0]


@pytest.mark.parametrize(
    ("method", "params", "fault"),
    [
        ("nope", (), (-32601, 'RPC method "nope" not found')),
        ("ticket.get", (99,), (404, "Ticket 99 does not exist.")),
        ("ticket.get", (), (1, "'get() takes exactly 3 arguments (2 given)' while executing 'ticket.get()'")),
        ("ticket.create", ("", ""), (1, "'Tickets must contain a summary.' while executing 'ticket.create()'")),
        (
            "ticket.milestone.update",
            ("milestone1", {"due": "x"}),
            (1, f"'{_WRONG}' while executing 'ticket.milestone.update()'"),
        ),
    ],
)
def test_only_some_faults_have_numbers_of_their_own(each, method, params, fault):
    assert each.fault(method, *params) == fault


def test_no_permission_is_fault_403(each):
    words = "privileges are required to perform this operation. You don't have the required permissions."

    assert each.fault("ticket.create", "a", "b", user="carol") == (403, f"TICKET_CREATE {words}")
    assert each.fault("ticket.query", user=None, path="/env/rpc") == (403, f"XML_RPC {words}")


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        (b"", -32700, "no element found: line 1, column 0"),
        (b"<foo", -32700, "unclosed token: line 1, column 0"),
        (b"<foo/>", -32700, "ResponseError()"),
        (b"<methodCall><params><param><value><zap>1</zap></value></param></params></methodCall>", -32700, _UNKNOWN),
        (
            b"<methodCall><params><param><value><base64>a</base64></value></param></params></methodCall>",
            -32700,
            _PADDING,
        ),
        (b"<methodCall><params/></methodCall>", 1, "'Missing method name' while executing 'None()'"),
    ],
)
def test_what_is_no_call_is_a_fault(each, body, code, text):
    with pytest.raises(xmlrpc.client.Fault) as caught:
        xmlrpc.client.loads(each.send(body, content_type=XML).body)

    assert (caught.value.faultCode, caught.value.faultString) == (code, text)


def test_a_moment_that_is_none_is_answered_with_500(each):
    body = xmlrpc.client.dumps((xmlrpc.client.DateTime("bogus"),), "ticket.getRecentChanges").encode()
    response = each.send(body, content_type=XML)

    assert response.status == 500
    assert response.body == (
        b"Unhandled protocol error calling '(undefined)': time data 'bogus' does not match format '%Y%m%dT%H:%M:%S'"
    )


def test_types_come_and_go(each):
    ticket = each.xml("ticket.create", "T & <b> \u00e9", "one\ntwo")
    number, made, _, values = each.xml("ticket.get", ticket)

    assert (number, made) == (ticket, _naive(2023, 11, 14, 22, 13, 20))
    assert values["summary"] == "T & <b> \u00e9"
    assert each.show(ticket)["description"] == "one\r\ntwo"
    assert each.xml("ticket.putAttachment", ticket, "a", "d", b"\x00\xff") == "a"
    assert each.xml("ticket.getAttachment", ticket, "a") == b"\x00\xff"
    assert each.xml("ticket.deleteAttachment", ticket, "a") is True
    assert each.xml("ticket.getRecentChanges", _naive(2020, 1, 1)) == [ticket]
    assert each.xml("ticket.milestone.get", "milestone1")["due"] == 0


def test_nothing_is_told_as_empty_text_and_characters_of_no_xml_are_replaced(each):
    ticket = each.make("a\x01b")
    each("ticket.putAttachment", ticket, "a", None, {"__jsonclass__": ["binary", ""]})

    assert each.xml("ticket.get", ticket)[3]["summary"] == "a\ufffdb"
    assert each.xml("ticket.listAttachments", ticket)[0][1] == ""


def test_several_calls_at_once(each):
    calls = [{"methodName": "ticket.status.get", "params": ["x"]}, {"methodName": "nope", "params": []}]

    assert each.xml("system.multicall", calls) == [
        ["0"],
        {"_message": 'RPC method "nope" not found', "show_traceback": False, "title": "Trac Error"},
    ]
    assert each.xml("system.multicall", [{"methodName": "ticket.get", "params": []}]) == [{}]
    told = each.xml("system.multicall", [{"methodName": "ticket.get", "params": [9]}])[0]
    assert told["title"] == "Invalid ticket number"


def test_a_missing_permission_cannot_be_told_among_several_calls(each):
    ticket = each.make()
    for call, what in (
        ({"methodName": "ticket.create", "params": ["a", "b"]}, "None unless allow_none is enabled"),
        ({"methodName": "ticket.update", "params": [ticket, "c"]}, "<class 'trac.resource.Resource'> objects"),
    ):
        body = xmlrpc.client.dumps(([call],), "system.multicall").encode()
        response = each.send(body, content_type=XML, user="carol")
        assert response.status == 500
        assert response.body.decode().endswith(f"calling 'system.multicall': cannot marshal {what}")


def test_half_a_pair_of_surrogates_is_kept(each):
    ticket = each.make("s\ud800x")

    assert each.show(ticket)["summary"] == "s\ud800x"
    body = xmlrpc.client.dumps((ticket,), "ticket.get").encode()
    assert b"s\xed\xa0\x80x" in each.send(body, content_type=XML).body


def test_a_fault_with_a_letter_beyond_ascii_cannot_be_told(each):
    ticket = each.make()
    body = xmlrpc.client.dumps((ticket, "", {"action": "\u00e9"}), "ticket.update").encode()
    response = each.send(body, content_type=XML)

    assert response.status == 500
    wrong = "'ascii' codec can't encode character u'\\xe9' in position 39: ordinal not in range(128)"
    assert response.body.decode() == f"Unhandled protocol error calling 'ticket.update': {wrong}"
