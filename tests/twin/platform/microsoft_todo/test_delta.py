"""Delta queries: everything once, then what changed."""

from __future__ import annotations

import pytest


def read_round(graph, said):
    """Read a round to its end; return what was told, by id in the order it came, and where the next one begins."""
    told = []
    while True:
        told += said["value"]
        if "@odata.deltaLink" in said.body:
            return told, said["@odata.deltaLink"]
        said = graph.follow(said["@odata.nextLink"])


def titles(told):
    return [each.get("title", each.get("displayName", each.get("@removed"))) for each in told]


@pytest.mark.parametrize("size", [None, "1", "2", "50"])
def test_tasks_are_told_once_and_then_as_they_change(each, size):
    paths = [each.make(title) for title in ("Mop", "Sweep", "Weed")]
    words = {} if size is None else {"prefer": f"odata.maxpagesize={size}"}
    told, link = read_round(each, each.get(f"{each.home}/tasks/delta", **words))
    assert titles(told) == ["Mop", "Sweep", "Weed"]

    told, link = read_round(each, each.follow(link))
    assert told == []
    each.patch(paths[0], {"title": "Dust"})
    each.delete(paths[1])
    each.make("Rake")
    told, link = read_round(each, each.follow(link))
    assert titles(told) == ["Dust", {"reason": "deleted"}, "Rake"]
    assert told[1]["id"] in paths[1]
    assert read_round(each, each.follow(link))[0] == []


def test_what_was_gone_before_is_not_told(graph):
    graph.delete(graph.make("Mop"))
    told, _ = read_round(graph, graph.get(f"{graph.home}/tasks/microsoft.graph.delta()"))
    assert told == []


def test_what_changes_within_a_round_is_told_again(graph):
    paths = [graph.make(title) for title in ("Mop", "Sweep")]
    page = graph.get(f"{graph.home}/tasks/delta?$top=1")
    graph.patch(paths[0], {"title": "Dust"})
    told, _ = read_round(graph, page)
    assert titles(told) == ["Mop", "Sweep", "Dust"]


def test_what_is_asked_for_at_first_counts_for_all_rounds(graph):
    path = graph.make("Mop")
    graph.post(f"{path}/checklistItems", {"displayName": "Hall"})
    _, link = read_round(graph, graph.get(f"{graph.home}/tasks/delta?$select=status&$expand=checklistItems"))
    graph.patch(path, {"importance": "low"})
    told, _ = read_round(graph, graph.follow(link))
    assert "importance" not in told[0]
    assert told[0]["checklistItems"][0]["displayName"] == "Hall"


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
    for text in ("nothing", "é", token):
        said = graph.get(f"{graph.home}/tasks/delta", query=[("$deltatoken", text)])
        assert (said.status, said.code[0]) == (410, "syncStateNotFound")


@pytest.mark.parametrize("option", ["$filter=status eq 'completed'", "$orderby=title", "$search=x", "$skip=1"])
def test_what_delta_does_not_know_is_refused(graph, option):
    assert graph.get(f"{graph.home}/tasks/delta?{option}").status == 400
