"""Pages of tasks, and what narrows them."""

from __future__ import annotations

import pytest


def test_pages_follow_each_other(each):
    for number in range(45):
        each.make(f"Task {number}")

    sizes, titles, token = [], [], ""
    while True:
        page = each.get(f"{each.home}?pageToken={token}")
        sizes.append(len(page["items"]))
        titles += [row["title"] for row in page["items"]]
        token = page.body.get("nextPageToken")
        if token is None:
            break
    assert sizes == [20, 20, 5]
    assert titles == [f"Task {number}" for number in reversed(range(45))]


def test_a_page_has_a_hundred_at_most_and_no_token_where_nothing_follows(tasks):
    for number in range(101):
        tasks.make(f"Task {number}")

    page = tasks.get(f"{tasks.home}?maxResults=1000")
    assert (len(page["items"]), "nextPageToken" in page.body) == (100, True)
    tasks.delete(f"{tasks.home}/{page['items'][0]['id']}")
    page = tasks.get(f"{tasks.home}?maxResults=100")
    assert (len(page["items"]), "nextPageToken" in page.body) == (100, False)


def test_what_is_made_or_gone_between_pages_shifts_nothing(tasks):
    ids = [tasks.make(title) for title in "dcba"]
    token = tasks.get(f"{tasks.home}?maxResults=2")["nextPageToken"]
    tasks.make("new")
    tasks.delete(f"{tasks.home}/{ids[2]}")

    assert tasks.titles(f"?maxResults=2&pageToken={token}") == ["c", "d"]


def test_an_empty_list_has_no_items(each):
    assert each.get(each.home).body == {"kind": "tasks#tasks", "etag": each.get(each.home)["etag"], "items": []}


def test_flags_say_what_is_shown(each):
    each.make("open")
    each.make("hidden", status="completed")
    each.post(f"/lists/{each.facts['project_id']}/clear")
    each.make("done", status="completed")
    each.delete(f"{each.home}/{each.make('deleted')}")

    assert each.titles() == ["done", "open"]
    assert each.titles("?showCompleted=false") == ["open"]
    assert each.titles("?showHidden=true") == ["done", "hidden", "open"]
    assert each.titles("?showHidden=true&showCompleted=false") == ["open"]
    assert each.titles("?showDeleted=true") == ["deleted", "done", "open"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("dueMin=2026-03-02T00:00:00Z", ["c", "b"]),
        ("dueMax=2026-03-02T00:00:00Z", ["a"]),
        ("dueMax=2026-03-02T23:59:59Z", ["b", "a"]),
        ("dueMin=2026-03-02T00:00:00%2B01:00&dueMax=2026-03-03T00:00:00Z", ["b"]),
        ("dueMin=2030-01-01T00:00:00Z", []),
        ("completedMin=2020-01-01T00:00:00Z", ["d"]),
        ("completedMin=2020-01-01T00:00:01Z", []),
        ("completedMax=2020-01-01T00:00:00Z", []),
        ("completedMax=2020-01-01T00:00:01Z", ["d"]),
    ],
)
def test_bounds_narrow(each, query, titles):
    each.make("d", status="completed", completed="2020-01-01T00:00:00Z")
    for title, day in (("a", "01"), ("b", "02"), ("c", "03")):
        each.make(title, due=f"2026-03-{day}T15:00:00Z")

    assert each.titles(f"?{query}") == titles


def test_what_changed_since_is_found_with_what_is_gone(each):
    old = each.make("old")
    gone = each.make("gone")
    each.twin.clock.advance(60)
    each.make("new")
    each.delete(f"{each.home}/{gone}")
    since = "updatedMin=2023-11-14T22:14:20Z"

    assert each.titles(f"?{since}") == ["new"]
    assert each.titles(f"?{since}&showDeleted=true") == ["new", "gone"]
    each.patch(f"{each.home}/{old}", {"title": "old, changed"})
    assert each.titles(f"?{since}") == ["new", "old, changed"]
    assert each.titles("?updatedMin=2023-11-14T22:14:20.001Z") == []


UNKNOWN = (
    "Invalid JSON payload received. Unknown name \"orderBy\": Cannot bind query parameter. Field 'orderBy' could not "
    "be found in request message."
)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("showHidden=maybe", "Invalid value at 'show_hidden' (TYPE_BOOL), \"maybe\""),
        ("maxResults=1.5", "Invalid value at 'max_results' (TYPE_INT32), \"1.5\""),
        ("dueMin=2026-03-01", "Request contains an invalid argument."),
        ("updatedMin=now", "Request contains an invalid argument."),
        ("pageToken=next", "Invalid Value"),
        ("orderBy=due", UNKNOWN),
        ("alt=media", "Invalid value at 'alt', \"media\""),
    ],
)
def test_a_parameter_that_cannot_be_is_refused(each, query, said):
    assert each.get(f"{each.home}?{query}").text == (400, said)


def test_the_tag_of_a_page_moves_with_the_list(tasks):
    task = tasks.make("a")
    tag = tasks.get(tasks.home)["etag"]
    assert tasks.get(tasks.home, if_none_match=tag).status == 304
    tasks.patch(f"{tasks.home}/{task}", {"title": "b"})

    assert tasks.get(tasks.home, if_none_match=tag).status == 200


def test_a_hundred_thousand_tasks_are_held_and_paged_through(tasks):
    seeded = tasks.twin.seed(100_000)
    home = f"/lists/{seeded['project_id']}/tasks"
    page = tasks.get(f"{home}?maxResults=100")

    assert [row["title"] for row in page["items"]] == [f"Task {number}" for number in range(100_000, 99_900, -1)]
    assert page["items"][99]["position"] == "00000000000000000099"
    assert tasks.titles(f"?maxResults=1&pageToken={page['nextPageToken']}", home) == ["Task 99900"]
    assert tasks.post(home, {"title": "x"}).reason == (403, "quotaExceeded")
