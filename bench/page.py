"""Pages of 100 tasks as wide as those of well-known platforms, the same in every run."""

from __future__ import annotations

from typing import Any

COUNT = 100
WORDS = "the quick brown fox jumps over the lazy dog while nobody is looking at the backlog of this sprint "


def _user(number: int) -> dict[str, Any]:
    name = f"user{number}"
    avatars = {f"{size}x{size}": f"https://avatars.example.org/{name}/{size}.png" for size in (16, 24, 32, 48)}
    return {
        "self": f"https://example.org/rest/api/3/user?accountId={name}",
        "accountId": name,
        "avatarUrls": avatars,
        "displayName": f"User Number {number}",
        "active": True,
        "timeZone": "Europe/Paris",
        "accountType": "atlassian",
    }


def jira_like() -> dict[str, Any]:
    """About 6.4 KB a record: a rich-text body, 24 custom fields, four users."""
    return {
        "startAt": 0,
        "maxResults": COUNT,
        "total": COUNT,
        "issues": [_jira_issue(number) for number in range(COUNT)],
    }


def _jira_issue(number: int) -> dict[str, Any]:
    body = [{"type": "paragraph", "content": [{"type": "text", "text": WORDS * 2}]} for _ in range(4)]
    custom = {
        f"customfield_{10100 + index}": {
            "self": "https://example.org/o/1",
            "value": f"Option {index}",
            "id": str(index),
        }
        for index in range(20)
    }
    fields = {
        "summary": f"Task {number}: {WORDS}",
        "description": {"type": "doc", "version": 1, "content": body},
        "status": {
            "id": str(number % 3),
            "name": "Open",
            "iconUrl": "https://example.org/i.png",
            "statusCategory": {"id": 2, "key": "new"},
        },
        "priority": {"id": str(number % 3), "name": "High", "iconUrl": "https://example.org/p.svg"},
        "issuetype": {"id": str(number % 2), "name": "Bug", "subtask": False, "avatarId": 10303},
        "project": {"id": "10000", "key": "WEB", "name": "Web site", "projectTypeKey": "software"},
        "parent": {"id": str(20000 + number), "key": f"WEB-{number}", "fields": {"summary": WORDS}},
        "assignee": _user(number),
        "creator": _user(1),
        "reporter": _user(2),
        "labels": ["frontend", "urgent"],
        "duedate": "2027-01-31",
        "resolutiondate": None,
        "progress": {"progress": 40, "total": 100, "percent": 40},
        "timeoriginalestimate": 7200,
        "customfield_10015": "2027-01-01",
        "customfield_10019": "0|i0000f:",
        "customfield_10020": [{"id": 4, "name": "Sprint 4", "state": "active"}],
        "created": "2026-11-22T10:00:00.000+01:00",
        "updated": "2026-11-23T10:00:00.000+01:00",
        "votes": {"votes": 0, "hasVoted": False},
        "watches": {"watchCount": 1, "isWatching": False},
        **custom,
    }
    return {
        "id": str(number),
        "key": f"WEB-{number}",
        "self": f"https://example.org/rest/api/3/issue/{number}",
        "fields": fields,
    }


def github_like() -> list[dict[str, Any]]:
    """About 4.6 KB a record: users with all their addresses, labels, a milestone."""
    return [_github_issue(number) for number in range(COUNT)]


def _login(number: int) -> dict[str, Any]:
    base = f"https://api.example.org/users/user{number}"
    parts = (
        "followers",
        "following",
        "gists",
        "starred",
        "subscriptions",
        "organizations",
        "repos",
        "events",
        "received_events",
    )
    return {
        "login": f"user{number}",
        "id": number,
        "node_id": "MDQ6",
        "url": base,
        "type": "User",
        "site_admin": False,
    } | {f"{part}_url": f"{base}/{part}{{/other}}" for part in parts}


def _github_issue(number: int) -> dict[str, Any]:
    base = f"https://api.example.org/repos/o/r/issues/{number}"
    return {
        "url": base,
        "html_url": f"https://example.org/o/r/issues/{number}",
        "id": 9_000_000 + number,
        "number": number,
        "title": f"Task {number}: {WORDS}",
        "user": _login(number),
        "labels": [
            {"id": index, "url": f"{base}/labels/{index}", "name": f"label-{index}", "color": "d73a4a"}
            for index in range(3)
        ],
        "state": "open" if number % 2 else "closed",
        "locked": False,
        "assignees": [_login(1), _login(2)],
        "milestone": {"url": f"{base}/milestones/1", "number": 4, "title": "v1", "creator": _login(3), "state": "open"},
        "comments": 3,
        "created_at": "2026-11-22T10:00:00Z",
        "updated_at": "2026-11-23T10:00:00Z",
        "closed_at": None,
        "author_association": "MEMBER",
        "body": WORDS * 6,
        "reactions": {"url": f"{base}/reactions", "total_count": 0, "+1": 0, "-1": 0},
    }


def asana_like() -> dict[str, Any]:
    """About 3.5 KB a record: memberships, followers, four custom fields."""
    return {"data": [_asana_task(number) for number in range(COUNT)], "next_page": None}


def _compact(kind: str, number: int) -> dict[str, Any]:
    return {"gid": str(1_200_000_000_000 + number), "resource_type": kind, "name": f"{kind} number {number}"}


def _asana_task(number: int) -> dict[str, Any]:
    options = [_compact("enum_option", index) | {"color": "blue", "enabled": True} for index in range(4)]
    fields = [
        _compact("custom_field", index) | {"type": "enum", "enum_options": options, "display_value": "x"}
        for index in range(4)
    ]
    return {
        **_compact("task", number),
        "notes": WORDS * 4,
        "completed": number % 2 == 0,
        "completed_at": "2026-11-23T10:00:00.000Z" if number % 2 == 0 else None,
        "created_at": "2026-11-22T10:00:00.000Z",
        "modified_at": "2026-11-23T10:00:00.000Z",
        "start_on": None,
        "due_on": "2027-01-31",
        "assignee": _compact("user", 1),
        "created_by": _compact("user", 2),
        "followers": [_compact("user", index) for index in range(3)],
        "tags": [_compact("tag", index) for index in range(2)],
        "memberships": [{"project": _compact("project", 1), "section": _compact("section", 2)}],
        "parent": None,
        "permalink_url": f"https://example.org/0/1/{number}",
        "custom_fields": fields,
    }


def redmine_like() -> dict[str, Any]:
    """About 1.2 KB a record: references with names, two custom fields, few dates.

    The members are those of Redmine 6.1's own list (`app/views/issues/index.api.rsb`): what is a reference is left out
    where there is none, all else is null. How often they are there, two custom fields and half a KB of description are
    as in the first pages of two installations in use, 50 issues: redmine.org's, and a software house's.
    """
    return {
        "issues": [_redmine_issue(number) for number in range(COUNT)],
        "total_count": COUNT,
        "offset": 0,
        "limit": COUNT,
    }


def _named(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "name": name}


def _redmine_issue(number: int) -> dict[str, Any]:
    estimate = None if number % 12 else 2.5
    references = {
        "assigned_to": None if number % 2 else _named(5, "Bob Builder"),
        "category": _named(6, "Front end") if number % 7 else None,
        "fixed_version": None if number % 6 else _named(7, "1.0"),
        "parent": None if number % 20 else {"id": 3},
    }
    return {
        "id": 20_000 + number,
        "project": _named(1, "Web site"),
        "tracker": _named(number % 2, "Bug"),
        "status": {**_named(number % 3, "New"), "is_closed": False},
        "priority": _named(number % 3, "Normal"),
        "author": _named(4, "Alice Liddell"),
        **{name: reference for name, reference in references.items() if reference},
        "subject": f"Task {number}: {WORDS[:40]}",
        "description": "\r\n".join([WORDS.strip()] * 5),
        "start_date": None if number % 2 else "2027-01-01",
        "due_date": None if number % 10 else "2027-01-31",
        "done_ratio": 0,
        "is_private": False,
        "estimated_hours": estimate,
        "total_estimated_hours": estimate,
        "spent_hours": 0.0,
        "total_spent_hours": 0.0,
        "custom_fields": [{**_named(index, f"Field {index}"), "value": f"Value {index}"} for index in range(2)],
        "created_on": "2026-11-22T10:00:00Z",
        "updated_on": "2026-11-23T10:00:00Z",
        "closed_on": None,
    }
