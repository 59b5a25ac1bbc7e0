"""The site: who comes in where, pages, people, seeding, faults, and a hundred thousand tickets."""

from __future__ import annotations

import pytest
from tests.twin.platform.trac.caller import Trac

from tasklab.twin.catalogue import open_twin
from tasklab.twin.fault import Fault
from tasklab.twin.site import TwinError

VERSION = {"method": "system.getAPIVersion"}
DENIED = "privileges are required to perform this operation. You don't have the required permissions."


@pytest.mark.parametrize(
    "words",
    [
        {"user": None},
        {"password": "wrong"},
        {"user": None, "authorization": "Bearer x"},
        {"user": None, "authorization": "Basic !"},
    ],
)
def test_below_login_a_password_is_needed(each, words):
    for path in ("/env/login/rpc", "/env/login/jsonrpc", "/env/login/nothing"):
        response = each.send(VERSION, path=path, **words)
        assert (response.status, response.body) == (401, b"")
        assert response.headers["www-authenticate"] == 'Basic realm="Trac"'


def test_elsewhere_nobody_comes_in_whatever_is_said(each):
    for user in ("admin", None):
        assert each.refusal("system.getAPIVersion", user=user, path="/env/rpc") == (403, f"XML_RPC {DENIED}")


def test_a_user_needs_the_permission_to_call_at_all(each):
    assert each.refusal("system.getAPIVersion", user="bob") == (403, f"XML_RPC {DENIED}")


def test_there_are_a_few_pages_and_nothing_else(trac):
    assert b"Available Projects" in trac.send(b"", path="/", verb="GET").body
    assert trac.send(b"", path="/other", verb="GET").body == b"Environment not found"
    assert trac.send(b"", path="/env/login/nothing").status == 404
    assert trac.send(VERSION, path="/env/login/xmlrpc").status == 415
    assert b"ticket.query" in trac.send(b"", verb="GET", content_type=None).body
    assert trac.send(b"", path="/env/rpc", verb="GET", content_type=None).status == 403
    assert b"ticket.query" in trac.send(b"", content_type="text/plain", accept="a/b, text/html;q=1").body
    assert trac.send(b"", verb="GET", content_type="text/plain", accept="a/b").status == 415
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert trac.send(b"", content_type=kind).status == 400


def test_the_verb_does_not_matter(trac):
    assert trac.answer(VERSION, verb="PUT")["result"] == [1, 1, 9]


def test_people_come_in_as_their_roles_say(trac):
    people, facts = trac.twin.site.people(), trac.twin.site.facts()

    assert trac.twin.account() == {"path": "/env", "username": "admin", "password": "admin"}
    assert {role: each["username"] for role, each in people.items()} == {
        "bad": "admin",
        "second": "alice",
        "guest": "carol",
    }
    assert trac.send(VERSION, password=people["bad"]["password"]).status == 401
    ticket = trac("ticket.create", "a", "", user="alice")
    assert trac("ticket.get", ticket, user="carol")[3]["reporter"] == facts["second_user_id"] == "alice"
    assert trac.refusal("ticket.create", "a", "", user="carol") == (403, f"TICKET_CREATE {DENIED}")
    assert facts["member_ids"].split() == ["admin", "alice", "carol"]
    assert facts["project_id"] in trac("ticket.component.getAll")


@pytest.mark.parametrize(
    ("kind", "status"), [("rate_limited", 429), ("error", 500), ("unavailable", 503), ("expired", 401)]
)
def test_faults_are_worded_as_a_server_would(trac, kind, status):
    trac.twin.misbehave(Fault(kind=kind, count=1, text="getAPIVersion", retry_after_s=7))
    response = trac.send(VERSION)

    assert response.status == status
    assert response.headers.get("retry-after") == ("7" if status in {429, 503} else None)
    assert trac.send(VERSION).status == 200


def test_an_older_version_may_answer(each):
    if each.version == "1.0":
        return
    each.twin.misbehave(Fault(kind="older", version="1.0", count=1))

    assert each("ticket.getTicketFields")[-1] == {"name": "changetime", "label": "Modified", "type": "time"}
    assert each("ticket.getTicketFields")[-1]["format"] == "relative"


def test_a_reset_forgets(trac):
    trac.make()
    trac.twin.reset()

    assert trac.refusal("ticket.get", 1) == (404, "Ticket 1 does not exist.")


def test_an_option_that_cannot_be_read_is_refused():
    for text in ("effort", "effort = text\neffort.order = x"):
        with pytest.raises(TwinError, match="ticket-custom"):
            open_twin("trac", options={"ticket-custom": text})


def test_a_hundred_thousand_tickets_are_held():
    trac = Trac("1.4")
    told = trac.twin.seed(100_000)

    assert told == {"project_id": "seeded2", "tasks": 100_000}
    assert trac.find(f"component={told['project_id']}&order=id&desc=1&max=2") == [100_000, 99_999]
    assert trac.find("summary=Task 77777") == [77_777]
    assert len(trac.find("max=0")) == 100_000
    assert trac.show(100_000)["summary"] == "Task 100000"


def test_seeding_again_makes_another_component(trac):
    assert [trac.twin.seed(2)["project_id"] for _ in range(2)] == ["seeded2", "seeded3"]
    assert trac.find("component=seeded3") == [3, 4]
