"""What changes on a platform becomes events: each once, in order, deletions included."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tasklab.service.store import watch as store
from tasklab.service.store.event import EventWriter, LostLeaseError, list_events
from tasklab.service.store.table import watch
from tasklab.twin.fault import Fault


@pytest.fixture
def watched(stage):
    """A connection that is watched, whose first look is done."""
    stage.twin.seed(3)
    connection_id = stage.connect()
    reply = stage.call("PUT", f"/v1/connections/{connection_id}/watch", {"every_s": 15})
    assert reply.status == 200
    look(stage, connection_id)
    return connection_id


def look(stage, connection_id):
    """Let the next look be due, and make it."""
    stage.service.database.do(lambda db: db.execute(sa.update(watch).values(due_at=0)))
    return stage.runner.run(stage.service.poller.poll(connection_id))


def events(stage, after=""):
    return stage.call("GET", f"/v1/events?cursor={after}").json


def told(stage):
    return [(each["type"], each["object_id"], each["changed_fields"]) for each in events(stage)["items"]]


def change(stage, number, **fields):
    row = stage.site.rows["issue"][number]
    row |= fields


def test_what_was_there_before_is_no_event(stage, watched):
    assert told(stage) == []
    assert stage.call("GET", f"/v1/connections/{watched}/watch").json["is_primed"] is True


def test_changes_are_told_once_and_in_order(stage, watched):
    stage.twin.seed(1)
    change(stage, "2", title="Other", status="8")
    look(stage, watched)
    look(stage, watched)

    assert told(stage) == [("updated", "2", ["status", "title"]), ("created", "4", [])] or told(stage) == [
        ("created", "4", []), ("updated", "2", ["status", "title"])
    ]  # fmt: skip
    first = events(stage)["items"][0]
    assert (first["id"], first["object"], first["source"], first["connection_id"]) == ("1", "task", "polled", watched)


def test_a_deletion_is_found_by_a_whole_walk(stage, watched):
    change(stage, "2", retired=True)
    for _ in range(10):
        look(stage, watched)

    assert told(stage) == [("deleted", "2", [])]


def test_what_a_walk_missed_and_is_still_there_is_not_deleted(stage, watched):
    serve = stage.site.serve

    def forgetful(request, version):
        """Leave a task out of lists, as a page that moves under a walk does."""
        reply = serve(request, version)
        query = dict(request.query)
        if request.path.endswith("/issue") and "id" not in query:
            return type(reply)(status=200, headers=reply.headers, body=reply.body.replace(b'"id":"2"', b'"id":"3"'))
        return reply

    stage.site.serve = forgetful
    for _ in range(11):
        look(stage, watched)

    assert ("deleted", "2", []) not in told(stage)


def test_the_feed_is_walked_by_a_cursor_that_lasts(stage, watched):
    stage.twin.seed(5)
    look(stage, watched)

    first = stage.call("GET", "/v1/events?limit=2").json
    rest = stage.call("GET", f"/v1/events?limit=10&cursor={first['next_cursor']}").json
    none = events(stage, rest["next_cursor"])

    assert [each["id"] for each in first["items"] + rest["items"]] == ["1", "2", "3", "4", "5"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert (none["items"], none["next_cursor"]) == ([], rest["next_cursor"])
    assert stage.call("GET", f"/v1/events?connection_id={watched}").json["items"]
    for query in ("cursor=x", "cursor=-1", f"cursor={'9' * 30}", "colour=red"):
        assert stage.call("GET", f"/v1/events?{query}").kind == "validation"


def test_two_connections_of_an_account_share_one_row_of_numbers(stage, watched):
    other = stage.connect()
    stage.call("PUT", f"/v1/connections/{other}/watch", {})
    look(stage, other)
    stage.twin.seed(1)
    look(stage, watched)
    look(stage, other)

    assert [(each["id"], each["connection_id"]) for each in events(stage)["items"]] == [("1", watched), ("2", other)]


def test_a_platform_that_fails_is_asked_less_often_and_nothing_is_lost(stage, watched):
    stage.twin.misbehave(Fault(kind="error"))
    look(stage, watched)
    look(stage, watched)
    state = stage.call("GET", f"/v1/connections/{watched}/watch").json
    assert state["failures"] == 2
    assert state["problem"]
    assert b"wonderland" not in repr(state).encode()

    stage.twin.behave()
    stage.twin.seed(1)
    look(stage, watched)
    assert told(stage) == [("created", "4", [])]
    assert stage.call("GET", f"/v1/connections/{watched}/watch").json["failures"] == 0


def test_a_move_to_another_version_is_no_change_of_every_object(stage, watched):
    stage.call("PATCH", f"/v1/connections/{watched}", {"version": "2.5"})
    change(stage, "1", title="Other")
    look(stage, watched)
    assert told(stage) == []

    change(stage, "1", title="Another")
    for _ in range(10):
        look(stage, watched)
    assert told(stage) == [("updated", "1", ["title"])]


def test_only_one_looks_at_a_time(stage, watched):
    database = stage.service.database
    database.do(lambda db: db.execute(sa.update(watch).values(due_at=0)))

    first = database.do(store.claim_watch, watched, "p1", 60.0)
    assert database.do(store.claim_watch, watched, "p2", 60.0) is None
    assert database.do(store.list_due_watches, 10) == []

    database.do(lambda db: db.execute(sa.update(watch).values(lease_until=0)))
    second = database.do(store.claim_watch, watched, "p2", 60.0)
    assert second.walk == first.walk + 1
    with pytest.raises(LostLeaseError):
        database.do(EventWriter(first, "roundup", "2.6", 60.0).apply_page, "task", {"99": {}})
    database.do(store.settle_watch, first, 1.0)
    assert database.do(store.find_watch, stage.account_id, watched).owner == "p2"
    assert database.do(list_events, stage.account_id, 0, 10) == []


def test_a_watch_is_changed_and_ended(stage, watched):
    path = f"/v1/connections/{watched}/watch"

    assert stage.call("PUT", path, {"every_s": 3600, "objects": ["user", "task"]}).json["objects"] == ["task", "user"]
    for wrong in ({"every_s": 1}, {"objects": []}, {"objects": ["colour"]}, {"colour": "red"}):
        assert stage.call("PUT", path, wrong).kind == "validation"
    assert stage.call("DELETE", path).status == 204
    assert stage.call("GET", path).kind == "missing"
    assert stage.call("DELETE", path).kind == "missing"


def test_a_deleted_connection_takes_its_watch_along(stage, watched):
    stage.call("DELETE", f"/v1/connections/{watched}")

    assert stage.service.database.do(lambda db: db.execute(sa.select(watch)).all()) == []


def test_the_service_does_what_is_due_by_itself(stage):
    stage.twin.seed(1)
    stage.call("PUT", f"/v1/connections/{stage.connect()}/watch", {})

    async def once():
        await stage.service.work.tick()
        await stage.service.work.finish()

    stage.runner.run(once())

    assert stage.service.database.do(lambda db: db.execute(sa.select(watch.c.is_primed)).scalar()) is True
