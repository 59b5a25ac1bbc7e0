"""Delta queries: everything once, then what changed."""

from __future__ import annotations

import pytest


def read_round(graph, said, **words):
    """Read a round to its end; return what was told, by id in the order it came, and where the next one begins."""
    told = []
    while True:
        assert said.headers["preference-applied"] == "odata.track-changes"
        told += said["value"]
        if "@odata.deltaLink" in said.body:
            return told, said["@odata.deltaLink"]
        said = graph.follow(said["@odata.nextLink"], **words)


def titles(told):
    return [each.get("title", each.get("displayName", each.get("@removed"))) for each in told]


@pytest.mark.parametrize("size", [None, "1", "2", "50"])
def test_tasks_are_told_once_and_then_as_they_change(each, size):
    paths = [each.make(title) for title in ("Mop", "Sweep", "Weed")]
    words = {} if size is None else {"prefer": f"odata.maxpagesize={size}"}
    told, link = read_round(each, each.get(f"{each.home}/tasks/delta", **words), **words)
    assert titles(told) == ["Mop", "Sweep", "Weed"]

    told, link = read_round(each, each.follow(link))
    assert told == []
    each.patch(paths[0], {"title": "Dust"})
    each.delete(paths[1])
    each.make("Rake")
    told, link = read_round(each, each.follow(link))
    assert titles(told) == ["Dust", {"reason": "deleted"}, "Rake"]
    assert told[1]["id"] in paths[1]
    assert told[1].keys() == {"id", "isReminderOn", "hasAttachments", "@removed"}
    assert read_round(each, each.follow(link))[0] == []


def test_what_was_gone_before_is_not_told(graph):
    graph.delete(graph.make("Mop"))
    told, _ = read_round(graph, graph.get(f"{graph.home}/tasks/microsoft.graph.delta()"))
    assert told == []


def test_what_changes_within_a_round_is_told_again(graph):
    paths = [graph.make(title) for title in ("Mop", "Sweep")]
    page = graph.get(f"{graph.home}/tasks/delta", prefer="odata.maxpagesize=1")
    graph.patch(paths[0], {"title": "Dust"})
    told, _ = read_round(graph, page)
    assert titles(told) == ["Mop", "Sweep", "Dust"]


def test_a_full_page_leads_on_to_an_empty_one_and_a_size_counts_for_its_page(graph):
    link = f"/todo/lists/{graph.twin.seed(53)['project_id']}/tasks/delta?$expand=attachments"
    sizes, page = [], graph.get(link, prefer="odata.maxpagesize=3")
    while "@odata.nextLink" in page.body:
        sizes.append(len(page["value"]))
        page = graph.follow(page["@odata.nextLink"])
    assert (sizes, page["value"]) == ([3, 50], [])


def test_lists_are_told_too(graph):
    told, link = read_round(graph, graph.get("/todo/lists/delta"))
    assert titles(told) == ["Tasks", "Flagged Emails", "Home"]
    made = graph.post("/todo/lists", {"displayName": "Yard"})["id"]
    graph.delete(graph.home)
    told, _ = read_round(graph, graph.follow(link))
    assert titles(told) == ["Yard", {"reason": "deleted"}]
    assert [each["id"] for each in told] == [made, graph.facts["project_id"]]


def test_a_token_of_something_else_is_gone(graph):
    _, link = read_round(graph, graph.get("/todo/lists/delta"))
    token = link.partition("=")[2]
    for text in ("nothing", "é"):
        said = graph.get(f"{graph.home}/tasks/delta", query=[("$deltatoken", text)])
        assert (said.status, said.code[0]) == (400, "BadRequest")
    said = graph.get(f"{graph.home}/tasks/delta", query=[("$deltatoken", token)])
    assert (said.status, said.code) == (410, ("SyncStateNotFound", "SyncStateInvalid"))


@pytest.mark.parametrize(
    "option",
    [
        "$filter=status eq 'completed'", "$orderby=title", "$search=x", "$skip=1", "$top=5", "$select=title",
        "$expand=owner", "$count=true",
    ],
)  # fmt: skip
def test_what_delta_does_not_know_is_refused(graph, option):
    for path in (graph.home + "/tasks", "/todo/lists"):
        assert graph.get(f"{path}/delta?{option}").status == 400
