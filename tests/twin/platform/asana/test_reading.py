"""What a caller gets to see: members that were asked for, pages, pretty answers, refusals in Asana's words."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.asana.caller import Asana

from tasklab.twin.platform.asana.order import Order
from tasklab.twin.platform.asana.selection import parse_paths


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("name", {"name": {}}),
        ("name,assignee.email", {"name": {}, "assignee": {"email": {}}}),
        ("this.(followers|assignee).email", {"followers": {"email": {}}, "assignee": {"email": {}}}),
        ("assignee,assignee.name", {"assignee": {"name": {}}}),
        ("", {}),
    ],
)
def test_paths_span_a_tree(text, tree):
    assert parse_paths(text) == tree


def test_a_list_is_compact_and_a_record_is_full(asana):
    gid = asana.task(notes="n")["gid"]

    listed = asana.get(f"/projects/{asana.project}/tasks")
    assert listed == [{"gid": gid, "name": "Write", "resource_subtype": "default_task", "resource_type": "task"}]
    full = asana.get(f"/tasks/{gid}")
    assert full["notes"] == "n"
    assert not {"html_notes", "num_subtasks", "dependencies", "created_by"} & set(full)


def test_only_what_was_asked_for_and_the_gid(asana):
    gid = asana.task(assignee="me")["gid"]

    assert asana.get(f"/tasks/{gid}", opt_fields="name") == {"gid": gid, "name": "Write"}
    user = asana.facts["user_id"]
    assert asana.get(f"/tasks/{gid}", opt_fields="assignee")["assignee"] == {"gid": user, "resource_type": "user"}
    named = asana.get(f"/tasks/{gid}", opt_fields="assignee.email,memberships.section.name,nothing")
    assert named["assignee"] == {"gid": user, "email": "greta@northwind.example"}
    assert named["memberships"][0]["section"]["name"] == "To do"
    assert "nothing" not in named


def test_options_of_a_body_choose_too(asana):
    made = asana.post("/tasks", {"name": "a", "workspace": asana.workspace}, options={"fields": ["name", "completed"]})

    assert set(made) == {"gid", "name", "completed"}


def test_expand_shows_an_inner_record_in_full(asana):
    gid = asana.task(assignee="me")["gid"]

    assert asana.get(f"/tasks/{gid}", opt_expand="assignee")["assignee"]["email"] == "greta@northwind.example"
    assert asana.get(f"/projects/{asana.project}/tasks", opt_expand="this")[0]["completed"] is False


def test_pretty_is_only_laid_out(asana):
    plain, pretty = (asana.send("GET", "/users/me", query=query) for query in ({}, {"opt_pretty": ""}))

    assert b"\n" not in plain.body
    assert b'\n  "data"' in pretty.body
    assert asana.send("GET", "/users/me", query={"opt_pretty": "maybe"}).status == 400
    assert msgspec.json.decode(plain.body) == msgspec.json.decode(pretty.body)


def walk(asana, path, limit, **query):
    names, offset = [], None
    while True:
        status, body = asana.answer("GET", path, limit=limit, **query, **({"offset": offset} if offset else {}))
        assert status == 200, body
        names += [each["name"] for each in body["data"]]
        if body["next_page"] is None:
            return names
        offset = body["next_page"]["offset"]
        assert body["next_page"]["uri"].endswith(body["next_page"]["path"])


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_hold_each_task_once_in_the_order_of_the_sections(asana, limit):
    sections = [each["gid"] for each in asana.get(f"/projects/{asana.project}/sections")]
    for number in range(7):
        section = sections[number % 3]
        asana.post("/tasks", {"name": str(number), "memberships": [{"project": asana.project, "section": section}]})

    assert walk(asana, f"/projects/{asana.project}/tasks", limit) == ["0", "3", "6", "1", "4", "2", "5"]


def test_a_page_follows_though_its_border_is_gone(asana):
    gids = [asana.task(name=str(number))["gid"] for number in range(4)]
    path = f"/projects/{asana.project}/tasks"
    offset = asana.answer("GET", path, limit=2)[1]["next_page"]["offset"]
    asana.delete(f"/tasks/{gids[1]}")

    assert [each["name"] for each in asana.get(path, limit=2, offset=offset)] == ["2", "3"]


def test_without_a_limit_there_are_no_pages_and_a_thousand_at_most(asana):
    told = asana.twin.seed(1100)
    status, body = asana.answer("GET", f"/projects/{told['project_id']}/tasks")

    assert (status, len(body["data"]), "next_page" in body) == (200, 1000, False)


def test_an_offset_is_good_for_fifteen_minutes_and_cannot_be_made_up(asana):
    asana.task()
    asana.task()
    path = f"/projects/{asana.project}/tasks"
    offset = asana.answer("GET", path, limit=1)[1]["next_page"]["offset"]

    assert "invalid" in asana.refused(400, "GET", path, limit=1, offset="x.y.z")
    assert "invalid" in asana.refused(
        400, "GET", path, limit=1, offset=offset[:-1] + ("A" if offset[-1] != "A" else "B")
    )
    asana.twin.clock.advance(899)
    assert len(asana.get(path, limit=1, offset=offset)) == 1
    asana.twin.clock.advance(1)
    assert "expired" in asana.refused(400, "GET", path, limit=1, offset=offset)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5"])
def test_a_limit_is_between_1_and_100(asana, limit):
    assert asana.refused(400, "GET", "/workspaces", limit=limit).startswith("limit: ")


def test_paging_over_workspaces_wants_one(asana):
    assert asana.refused(400, "GET", "/users", limit=1) == "workspace: Missing input"
    assert len(asana.get("/users")) == 3


def test_refusals_say_what_is_wrong(asana):
    gid = asana.task()["gid"]

    assert asana.refused(404, "GET", "/nothing") == "No matching route for request"
    assert asana.refused(404, "PATCH", f"/tasks/{gid}", {}) == "No matching route for request"
    assert asana.refused(404, "GET", "/tasks/1") == "task: Unknown object: 1"
    assert asana.refused(400, "GET", "/tasks/abc") == "task: Not a Long: abc"
    assert asana.refused(403, "GET", f"/tasks/{asana.project}") == "task: Not the correct type"
    message = asana.refused(400, "POST", "/tasks", {"workspace": int(asana.workspace)})
    assert message == "workspace: Not a valid GID type: number"
    assert asana.refused(400, "POST", "/tasks", {"name": "x"}) == "workspace: Missing input"


def test_faults_are_worded_as_asana_does(asana):
    limited, failed = asana.site.refuse(429, 7), asana.site.refuse(500)

    assert (limited.status, limited.headers["retry-after"]) == (429, "7")
    assert "hit a rate limit" in msgspec.json.decode(limited.body)["errors"][0]["message"]
    assert "phrase" in msgspec.json.decode(failed.body)["errors"][0]


def test_a_token_has_so_many_calls_a_minute_and_another_has_its_own():
    asana = Asana(calls_per_minute="3")
    assert [asana.answer("GET", "/workspaces")[0] for _ in range(4)] == [200, 200, 200, 429]
    refused = asana.send("GET", "/workspaces")
    assert refused.headers["retry-after"] == "60"
    assert asana.answer("GET", "/workspaces", who="second")[0] == 200
    asana.twin.clock.advance(60)
    assert asana.answer("GET", "/workspaces")[0] == 200


def test_a_batch_counts_as_what_it_holds():
    asana = Asana(calls_per_minute="4")
    actions = [{"method": "get", "relative_path": "/users/me"}] * 3

    assert [asana.answer("POST", "/batch", {"actions": actions})[0] for _ in range(2)] == [200, 429]


def test_the_actions_of_a_batch_are_answered_in_their_order(asana):
    gid = asana.task()["gid"]
    actions = [
        {"method": "put", "relative_path": f"/tasks/{gid}", "data": {"name": "New"}, "options": {"fields": ["name"]}},
        {"method": "GET", "relative_path": "/tasks", "data": {"project": asana.project}, "options": {"limit": 1}},
        {"method": "post", "relative_path": "/tasks", "data": {"workspace": asana.workspace}},
        {"method": "get", "relative_path": "/tasks/1"},
        {"method": "post", "relative_path": "/batch", "data": {}},
        {"method": "post", "relative_path": "/attachments", "data": {}},
        {"method": "get", "relative_path": "/users/me?opt_pretty"},
        {"relative_path": "/users/me"},
    ]
    done = asana.post("/batch", {"actions": actions}, 200)

    assert [each["status_code"] for each in done] == [200, 200, 201, 404, 400, 400, 400, 400]
    assert done[0]["body"]["data"] == {"gid": gid, "name": "New"}
    assert done[1]["body"]["next_page"] is None
    assert done[2]["headers"]["location"].startswith("/api/1.0/tasks/")
    assert done[3]["body"]["errors"][0]["message"] == "task: Unknown object: 1"


@pytest.mark.parametrize("actions", [[], [{"method": "get", "relative_path": "/users/me"}] * 11, None])
def test_a_batch_has_one_to_ten_actions(asana, actions):
    assert asana.refused(400, "POST", "/batch", {"actions": actions}).startswith("actions: ")


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["first", "last", "before", "after", "out"]), st.integers(0, 9))
    )
)
def test_an_order_is_that_of_a_plain_list(moves):
    order, plain = Order(), []
    for which, how, whose in moves:
        gid, anchor = str(which), str(whose)
        if how in {"before", "after"} and (anchor not in plain or anchor == gid):
            continue
        if gid in plain:
            plain.remove(gid)
        if how == "out":
            order.remove(gid)
        elif how in {"first", "last"}:
            order.insert(gid, is_first=how == "first")
            plain.insert(0 if how == "first" else len(plain), gid)
        else:
            order.insert(gid, **{how: anchor})
            plain.insert(plain.index(anchor) + (how == "after"), gid)

    assert list(order) == plain
    assert [order.rank(gid) for gid in plain] == sorted({order.rank(gid) for gid in plain})


def test_an_order_makes_room_when_there_is_none():
    order = Order()
    order.insert("a")
    order.insert("z")
    for number in range(50):
        order.insert(str(number), after="a")

    assert list(order) == ["a", *map(str, reversed(range(50))), "z"]
