"""Task lists: pages, names, tags, bounds."""

from __future__ import annotations

import pytest
from tests.twin.platform.google_tasks.caller import LISTS, Tasks

from tasklab.twin.platform.google_tasks import task_list


def test_a_list_is_made_read_renamed_and_deleted(each):
    made = each.post(LISTS, {"title": "Yard"})
    own = f"{LISTS}/{made['id']}"

    assert made.body == {
        "kind": "tasks#taskList",
        "id": made["id"],
        "etag": made["etag"],
        "title": "Yard",
        "updated": "2023-11-14T22:13:20.000Z",
        "selfLink": f"https://www.googleapis.com/tasks/v1/users/@me/lists/{made['id']}",
    }
    assert each.get(own).body == made.body
    each.twin.clock.advance(1.5)
    renamed = each.patch(own, {"title": "Lawn"})
    assert (renamed["title"], renamed["updated"]) == ("Lawn", "2023-11-14T22:13:21.500Z")
    assert renamed["etag"] != made["etag"]
    assert each.put(own, {"id": made["id"], "title": "Garden"})["title"] == "Garden"
    assert each.delete(own).status == 204
    assert each.get(own).reason == (404, "notFound")
    assert made["id"] not in [row["id"] for row in each.get(LISTS)["items"]]


def test_a_deleted_list_takes_its_tasks_along(tasks):
    home = tasks.make_list()
    task = tasks.post(f"/lists/{home}/tasks", {"title": "x"})["id"]
    tasks.delete(f"{LISTS}/{home}")

    assert tasks.get(f"/lists/{home}/tasks").reason == (404, "notFound")
    assert tasks.get(f"{tasks.home}/{task}").reason == (404, "notFound")
    assert tasks.site.household.database.totals["ada"] == 1  # the one that was assigned


def test_the_default_list_has_a_name_and_stays(each):
    default = each.facts["default_project_id"]

    assert each.get(f"{LISTS}/@default")["id"] == default
    assert each.delete(f"{LISTS}/@default").status == each.delete(f"{LISTS}/{default}").status == 400
    assert each.get(f"{LISTS}/@default", user="second")["id"] != default
    assert each.get(f"{LISTS}/@default")["title"] == "My Tasks"


@pytest.mark.parametrize(("version", "usual", "most"), [("2024-05-19", 20, 100), ("2026-11-01", 1000, 1000)])
def test_pages_of_lists_have_the_size_of_the_version(version, usual, most):
    tasks = Tasks(version)
    for number in range(1010):
        tasks.make_list(f"List {number}")

    assert len(tasks.get(LISTS)["items"]) == usual
    assert len(tasks.get(f"{LISTS}?maxResults=1000000")["items"]) == most
    page, titles = tasks.get(f"{LISTS}?maxResults=100"), []
    while True:
        titles += [each["title"] for each in page["items"]]
        if "nextPageToken" not in page.body:
            break
        page = tasks.get(f"{LISTS}?maxResults=100&pageToken={page['nextPageToken']}")
    assert titles == ["My Tasks", "Home", *(f"List {number}" for number in range(1010))]


@pytest.mark.parametrize("query", ["maxResults=many", "maxResults=-1", "maxResults=99999999999", "pageToken=x"])
def test_a_page_that_cannot_be_is_refused(tasks, query):
    assert tasks.get(f"{LISTS}?{query}").status == 400


@pytest.mark.parametrize(
    "body", [{}, {"title": ""}, {"title": None}, {"title": "x" * 1025}, {"title": 1}, {"x": 1}, []]
)
def test_a_list_without_a_good_title_is_refused(tasks, body):
    assert tasks.post(LISTS, body).status == 400


def test_a_title_may_have_as_many_characters_as_the_bound(tasks):
    assert tasks.post(LISTS, {"title": "é" * 1024}).status == 200


def test_a_whole_update_names_its_list(tasks):
    home = tasks.make_list()

    assert tasks.put(f"{LISTS}/{home}", {"title": "x"}).text == (400, "Missing task list ID")
    assert tasks.put(f"{LISTS}/{home}", {"id": "other", "title": "x"}).text == (400, "Invalid task list ID")
    assert tasks.put(f"{LISTS}/{home}", {"id": home}).status == 400
    assert tasks.patch(f"{LISTS}/{home}", {})["title"] == "Yard"


def test_a_tag_guards_a_list(tasks):
    made = tasks.post(LISTS, {"title": "Yard"})
    own = f"{LISTS}/{made['id']}"
    assert tasks.get(own, if_none_match=made["etag"]).status == 304
    assert tasks.get(own).headers["etag"] == made["etag"]
    assert tasks.patch(own, {"title": "Lawn"}, if_match=made["etag"]).status == 200

    assert tasks.get(own, if_none_match=made["etag"]).status == 200
    for said in (tasks.patch(own, {"title": "x"}, if_match=made["etag"]), tasks.delete(own, if_match=made["etag"])):
        assert said.reason == (412, "conditionNotMet")
    assert tasks.delete(own, if_match="*").status == 204


def test_the_tag_of_all_lists_moves_with_each(tasks):
    def tag():
        return tasks.get(LISTS)["etag"]

    tags = [tag()]
    home = tasks.make_list()
    tags.append(tag())
    tasks.post(f"/lists/{home}/tasks", {"title": "x"})
    tags.append(tag())
    tasks.delete(f"{LISTS}/{home}")
    tags.append(tag())
    assert len(set(tags[:3])) == 3
    assert tags[3] == tags[0]  # as are the lists


def test_an_account_has_no_more_lists_than_the_bound(tasks, monkeypatch):
    monkeypatch.setattr(task_list, "MAX_LISTS", 3)
    tasks.make_list()

    assert tasks.post(LISTS, {"title": "x"}).reason == (403, "quotaExceeded")
    assert tasks.post(LISTS, {"title": "x"}, user="second").status == 200
