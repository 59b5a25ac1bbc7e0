"""Asking for tasks: filters, orders, pages, and which members come."""

from __future__ import annotations

import pytest

ALL = ["Weed", "Sweep", "Mop"]


@pytest.fixture
def yard(graph):
    """Three tasks, the newest first in answers."""
    due = {"dateTime": "2026-03-01", "timeZone": "UTC"}
    graph.make("Mop", importance="high", categories=["wet"], dueDateTime=due)
    graph.wait(3600)
    done = graph.make("Sweep", categories=["dry", "it's"])
    graph.patch(done, {"status": "completed"})
    graph.wait(3600)
    graph.make("Weed", status="inProgress", reminderDateTime={"dateTime": "2026-03-02T09:00:00", "timeZone": "UTC"})
    return graph


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("status ne 'completed'", ["Weed", "Mop"]),
        ("status eq 'completed' or importance eq 'high'", ["Sweep", "Mop"]),
        ("not (status eq 'completed') and importance eq 'normal'", ["Weed"]),
        ("title eq 'Mop'", ["Mop"]),
        ("'Mop' eq title", ["Mop"]),
        ("startswith(title, 'S')", ["Sweep"]),
        ("contains(tolower(title),'WEE')", []),
        ("contains(toupper(title),'WEE')", ["Weed", "Sweep"]),
        ("endswith(title,'p')", ["Sweep", "Mop"]),
        ("createdDateTime gt 2023-11-14T22:13:20Z", ["Weed", "Sweep"]),
        ("createdDateTime ge 2023-11-14T22:13:20Z and createdDateTime lt 2023-11-15", ALL[1:]),
        ("createdDateTime le 2023-11-15T00:13:20.0000000+01:00", ["Sweep", "Mop"]),
        ("dueDateTime/dateTime lt '2026-03-02'", ["Mop"]),
        ("dueDateTime/dateTime eq null", ["Weed", "Sweep"]),
        ("completedDateTime/dateTime ge '2023-11-14'", ["Sweep"]),
        ("reminderDateTime/dateTime gt '2026-03-02T08'", ["Weed"]),
        ("isReminderOn", ["Weed"]),
        ("isReminderOn eq false", ["Sweep", "Mop"]),
        ("categories/any(c:c eq 'wet')", ["Mop"]),
        ("categories/any(c: c eq 'it''s')", ["Sweep"]),
        ("categories/any()", ["Sweep", "Mop"]),
        ("not categories/any(c:startswith(c,'d'))", ["Weed", "Mop"]),
    ],
)
def test_filters(yard, text, titles):
    assert yard.titles(query=[("$filter", text)]) == titles


@pytest.mark.parametrize(
    "text",
    [
        "", "status", "status eq", "eq 'x'", "status == 'completed'", "(status eq 'x'", "status eq 'x' 'y'",
        "colour eq 'red'", "startswith(title)", "startswith(createdDateTime,'x')", "title gt 3", "'x'", "title eq 'x",
        "title/any(c:c eq 'x')", "createdDateTime gt 2023-99-99", "categories/any(c:d eq 'x')", "contains(title,1)",
        "categories/any(1:d eq 'x')", "tolower(title)", f"{'(' * 22}title eq 'x'{')' * 22}", "status in ('x')",
        "attachments eq 1",
    ],
)  # fmt: skip
def test_filters_that_are_none_are_refused(yard, text):
    said = yard.get(f"{yard.home}/tasks", query=[("$filter", text)])

    if text == "status":  # a member that is no truth lets nothing through
        assert said["value"] == []
    else:
        assert (said.status, said.code[1]) == (400, "RequestBroker--ParseUri")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("title", ["Mop", "Sweep", "Weed"]),
        ("createdDateTime desc", ALL),
        ("importance desc,title asc", ["Mop", "Sweep", "Weed"]),
        ("status asc", ["Mop", "Weed", "Sweep"]),
        ("dueDateTime/dateTime", ["Weed", "Sweep", "Mop"]),
        ("isReminderOn desc, createdDateTime", ["Weed", "Mop", "Sweep"]),
    ],
)
def test_orders(yard, text, titles):
    assert yard.titles(query=[("$orderby", text)]) == titles


@pytest.mark.parametrize("text", ["", "title up", "colour", "categories", "title desc asc", "title,,status"])
def test_orders_that_are_none_are_refused(yard, text):
    assert yard.get(f"{yard.home}/tasks", query=[("$orderby", text)]).code[1] == "RequestBroker--ParseUri"


def test_searching_is_not_offered(yard):
    assert yard.get(f"{yard.home}/tasks?$search=Mop").code[1] == "RequestBroker--ParseUri"


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_go_on_to_the_end(yard, size):
    found, page = [], yard.get(f"{yard.home}/tasks?$top={size}&$filter=importance ne 'low'&$orderby=title")
    while True:
        assert len(page["value"]) <= size
        found += [each["title"] for each in page["value"]]
        if "@odata.nextLink" not in page.body:
            break
        assert f"?$top={size}&$filter=" in page["@odata.nextLink"]
        page = yard.follow(page["@odata.nextLink"])

    assert found == ["Mop", "Sweep", "Weed"]


def test_a_size_can_be_preferred_for_one_page(graph):
    path = f"/todo/lists/{graph.twin.seed(60)['project_id']}/tasks"
    page = graph.get(path, prefer="odata.maxpagesize=2")
    assert len(page["value"]) == 2
    assert page["@odata.nextLink"].endswith("/tasks?$skip=2")
    assert len(graph.follow(page["@odata.nextLink"])["value"]) == 50
    assert len(graph.follow(page["@odata.nextLink"], prefer="odata.maxpagesize=3")["value"]) == 3


def test_a_page_is_fifty_unless_asked_otherwise_and_counts_nothing(graph):
    path = f"/todo/lists/{graph.twin.seed(51)['project_id']}/tasks"
    page = graph.get(f"{path}?$count=true")

    assert (len(page["value"]), "@odata.count" in page.body) == (50, False)
    assert [each["title"] for each in graph.follow(page["@odata.nextLink"])["value"]] == ["Task 1"]
    assert len(graph.get(f"{path}?$top=2000")["value"]) == 51


@pytest.mark.parametrize("text", ["$top=0", "$top=x", "$top=-1", "$skip=x", "$count=maybe", "$top=99999999999"])
def test_sizes_that_are_none_are_refused(graph, text):
    assert graph.get(f"{graph.home}/tasks?{text}").code[1] == "RequestBroker--ParseUri"


def test_counting_alone(yard):
    assert yard.get(f"{yard.home}/tasks/$count").raw == b"3"
    assert yard.get(f"{yard.home}/tasks/$count?$filter=status eq 'completed'").raw == b"1"


def test_members_are_not_selected(yard):
    for path in (f"{yard.home}/tasks", yard.make("Dust"), yard.home, "/todo/lists"):
        for names in ("title", "status", "displayName", "id,status", "colour", ""):
            assert yard.get(f"{path}?$select={names}").code == ("invalidRequest", "RequestBroker--ParseUri")
        for name in ("id", "lastModifiedDateTime", "*"):
            assert yard.get(f"{path}?$select={name}").body == yard.get(path).body


def test_what_hangs_on_a_task_comes_along_but_for_files(graph):
    link = {"applicationName": "Post", "displayName": "Mail"}
    path = graph.make("Sweep", linkedResources=[link], checklistItems=[{"displayName": "Hall"}])
    graph.post(f"{path}/attachments", {"name": "a", "contentBytes": ""})

    for said in (
        graph.get(f"{graph.home}/tasks")["value"][0],
        graph.get(f"{path}?$expand=checklistItems($select=id),attachments,extensions,attachmentSessions").body,
    ):
        assert [each["displayName"] for each in said["linkedResources"]] == ["Mail"]
        assert [each["displayName"] for each in said["checklistItems"]] == ["Hall"]
        assert said["checklistItems@odata.context"].endswith("/checklistItems")
        assert not {"attachments", "extensions", "attachmentSessions"} & said.keys()
    assert not {"linkedResources", "checklistItems"} & graph.get(graph.make("Mop")).body.keys()
    for wrong in ("owner", "checklistItems(", ""):
        assert graph.get(f"{path}?$expand={wrong}").status == 400


def test_what_hangs_on_a_task_is_sorted_by_its_members(graph):
    path = graph.make("Sweep")
    for name in ("Hall", "Yard", "Attic"):
        graph.post(f"{path}/checklistItems", {"displayName": name})

    said = graph.get(f"{path}/checklistItems?$orderby=displayName desc")["value"]
    assert [each["displayName"] for each in said] == ["Yard", "Hall", "Attic"]
    for kind in ("checklistItems", "linkedResources", "attachments", "attachmentSessions"):
        assert graph.get(f"{path}/{kind}?$orderby=id").status == 200
        assert graph.get(f"{path}/{kind}?$orderby=owner").status == 400


def test_an_id_in_a_body_is_passed_over_where_it_is_text(graph):
    path = graph.make("Sweep")

    assert graph.patch(path, {"id": "mine"}).status == 200
    assert graph.patch(path, {"id": {}}).status == 400
