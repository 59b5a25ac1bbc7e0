"""How Schemathesis reaches each twin: what is served, in whose name, and which things are there."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.adapter.message import Request
from tasklab.twin.platform.asana import route as asana
from tasklab.twin.platform.asana.version import rank_of as rank_of_asana
from tasklab.twin.platform.azure_devops import operation as azure_devops
from tasklab.twin.platform.azure_devops.refusal import RefusalError as AzureRefusalError
from tasklab.twin.platform.github import operation as github
from tasklab.twin.platform.github.version import EDITIONS
from tasklab.twin.platform.jira_cloud import operation as jira_cloud
from tasklab.twin.platform.microsoft_todo import operation as microsoft_todo
from tasklab.twin.platform.microsoft_todo.refusal import RefusalError as GraphRefusalError
from tasklab.twin.platform.notion import route as notion
from tasklab.twin.platform.notion.version import rank_of as rank_of_notion
from tasklab.twin.platform.planka import operation as planka
from tasklab.twin.platform.planka.version import generation_of
from tasklab.twin.platform.trello import call as trello

if TYPE_CHECKING:
    from tasklab.twin.twin import Twin

Words = Mapping[str, str]


@dataclass(frozen=True)
class Way:
    """How a caller reaches a twin, and what is there."""

    is_served: Callable[[str, str, str], object]
    """Of a version, a verb and a described path: whether the twin has such an operation at all."""
    headers: Callable[[Twin], Words]
    things: Callable[[Twin, Any], Words]
    """Of a twin and what it was seeded with: a piece of a described path to the value of its variable."""
    base: Callable[[str], str] = lambda _: ""
    """Of a version: what stands in front of the described paths."""
    options: Words = field(default_factory=dict)
    """Of the twin: no limit of rates may hide what else is refused."""
    parameters: Callable[[str], Words] = lambda _: {}
    """Of a version: parameters that have one right value, where everything else is refused before it is looked at."""


def _bearer(token: str) -> Words:
    return {"Authorization": f"Bearer {token}"}


def _basic(username: str, password: str) -> Words:
    return {"Authorization": f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"}


def _first(twin: Twin, kind: str, key: str = "id") -> str:
    """Name the first row of a table that has one."""
    return next((str(row[key]) for row in getattr(twin.site.database, kind)), "1")


def _takes(refusal: type[Exception], find: Callable[[], object]) -> bool:
    try:
        find()
    except refusal:
        return False
    return True


def _asana_things(twin: Twin, seeded: Any) -> Words:
    facts = twin.site.facts()
    return {
        "{workspace_gid}": facts["workspace_id"],
        "{project_gid}": facts["project_id"],
        "{team_gid}": facts["team_id"],
        "{user_gid}": facts["user_id"],
        "{section_gid}": seeded["section_id"],
        "{task_gid}": _first(twin, "tasks"),
        "{user_task_list_gid}": _first(twin, "task_lists"),
        "{workspace_membership_gid}": _first(twin, "workspace_members"),
        "{team_membership_gid}": _first(twin, "team_members"),
        "{project_membership_gid}": _first(twin, "project_members"),
    }


def _github_headers(twin: Twin) -> Words:
    token = _bearer(twin.account()["token"])
    return token if twin.version.startswith("ghes") else token | {"X-GitHub-Api-Version": twin.version}


def _github_things(twin: Twin, seeded: Any) -> Words:
    owner, _, name = seeded["project_id"].partition("/")
    number = next(row["id"] for row in twin.site.database.repos if row["name"] == name)
    facts = twin.site.facts()
    return {
        "/repos/{owner}/{repo}": f"/repositories/{number}",  # a name may be changed
        "{org}": owner,
        "{username}": facts["second_user_id"],
        "{assignee}": facts["user_id"],
        "{issue_number}": "1",
        "{issue_id}": _first(twin, "issues"),
    }


def _jira_things(twin: Twin, seeded: Any) -> Words:
    issue = _first(twin, "issues")
    return {
        "{issueIdOrKey}": issue,
        "{projectIdOrKey}": seeded["project_id"],
        "{projectId}": seeded["project_id"],
        "/status/{idOrName}": "To Do",
        "/issuetype/{id}": _first(twin, "issue_types"),
        "/priority/{id}": _first(twin, "priorities"),
        "/resolution/{id}": _first(twin, "resolutions"),
        "{issueLinkTypeId}": _first(twin, "link_types"),
        "/component/{id}": _first(twin, "components"),
        "/version/{id}": _first(twin, "versions"),
    }


def _trello_headers(twin: Twin) -> Words:
    account = twin.account()
    return {"Authorization": f'OAuth oauth_consumer_key="{account["key"]}", oauth_token="{account["token"]}"'}


def _trello_things(twin: Twin, seeded: Any) -> Words:
    facts = twin.site.facts()
    kinds = {"cards": "cards", "checklists": "checklists", "labels": "labels", "actions": "actions"}
    rows = {f"/{path}/{{id}}": _first(twin, kind) for path, kind in kinds.items()}
    return rows | {
        "/boards/{id}": seeded["project_id"],
        "/boards/{boardId}": seeded["project_id"],
        "/lists/{id}": seeded["section_id"],
        "/members/{id}": facts["user_id"],
        "/organizations/{id}": facts["workspace_id"],
        "{idMember}": facts["second_user_id"],
        "{idCard}": _first(twin, "cards"),
    }


def _planka_headers(twin: Twin) -> Words:
    if key := twin.account().get("apiKey"):
        return {"X-Api-Key": key}
    said = {name: twin.account()[name] for name in ("emailOrUsername", "password")}
    headers = (("content-type", "application/json"),)
    body = json.dumps(said).encode()
    answer = twin.handle(Request(verb="POST", path="/api/access-tokens", headers=headers, body=body))
    return _bearer(json.loads(answer.body)["item"])


def _planka_things(twin: Twin, seeded: Any) -> Words:
    facts = twin.site.facts()
    ids = {
        "project": seeded["project_id"],
        "board": seeded["board_id"],
        "list": seeded["list_id"],
        "card": _first(twin, "cards"),
        "user": facts["second_user_id"],
    }
    return {f"/{kind}s/{{id}}": id_ for kind, id_ in ids.items()} | {f"{{{kind}Id}}": id_ for kind, id_ in ids.items()}


def _notion_things(twin: Twin, seeded: Any) -> Words:
    return {
        "{data_source_id}": seeded.get("data_source_id", seeded["database_id"]),
        "{database_id}": seeded["database_id"],
        "{page_id}": twin.site.facts()["page_id"],
        "{block_id}": twin.site.facts()["page_id"],
        "{user_id}": twin.site.facts()["person_id"],
        "{property_id}": "title",
    }


def _azure_things(twin: Twin, seeded: Any) -> Words:
    item = _first(twin, "items")
    return {
        "{organization}": twin.site.facts()["workspace_id"],
        "{project}": seeded["project_id"],
        "/workitems/{id}": item,
        "/workItems/{id}": item,
        "{workItemId}": item,
        "{team}": _first(twin, "teams"),
        "{type}": "Task",
        "{structureGroup}": "areas",
    }


def _graph_things(twin: Twin, seeded: Any) -> Words:
    return {
        "{user-id}": twin.site.facts()["user_id"],
        "{todoTaskList-id}": seeded["project_id"],
        "{todoTask-id}": _first(twin, "tasks"),
    }


def _below(path: str) -> str:
    return path.partition("/_apis/")[2]


WAYS = {
    "asana": Way(
        is_served=lambda version, verb, path: asana.router_of(rank_of_asana(version)).find(verb, path),
        headers=lambda twin: _bearer(twin.account()["personal_access_token"]),
        things=_asana_things,
        base=lambda _: "/api/1.0",
        options={"calls_per_minute": "0"},
    ),
    "azure-devops": Way(
        is_served=lambda version, verb, path: _takes(
            AzureRefusalError, lambda: azure_devops.find(version, verb, _below(path))
        ),
        headers=lambda twin: _basic("", twin.account()["token"]),
        things=_azure_things,
        parameters=lambda version: {"query.api-version": f"{version}-preview"},
    ),
    "github": Way(
        is_served=lambda version, verb, path: github.router_of(EDITIONS[version]).find(verb, path),
        headers=_github_headers,
        things=_github_things,
        base=lambda version: EDITIONS[version].mount,
        options={"rate_limit": "1000000"},
    ),
    "jira-cloud": Way(
        is_served=lambda _, verb, path: jira_cloud.find_router().find(verb, f"/{path.split('/', 4)[4]}"),
        headers=lambda twin: _basic(twin.account()["email"], twin.account()["api_token"]),
        things=_jira_things,
        options={"calls_per_second": "0"},
    ),
    "microsoft-todo": Way(
        is_served=lambda _, verb, path: _takes(GraphRefusalError, lambda: microsoft_todo.find(verb, path)),
        headers=lambda twin: _bearer(twin.account()["access_token"]),
        things=_graph_things,
        base=lambda version: f"/{version}",
        options={"requests_per_10_minutes": "0"},
    ),
    "notion": Way(
        is_served=lambda version, verb, path: notion.router_of(rank_of_notion(version)).find(verb, path),
        headers=lambda twin: _bearer(twin.account()["token"]) | {"Notion-Version": twin.version},
        things=_notion_things,
        options={"calls_per_second": "0"},
    ),
    "planka": Way(
        is_served=lambda version, verb, path: planka.ROUTERS[generation_of(version)].find(verb, f"/api{path}"),
        headers=_planka_headers,
        things=_planka_things,
        base=lambda _: "/api",
    ),
    "trello": Way(
        is_served=lambda _, verb, path: trello.OPERATIONS.find(verb, path),
        headers=_trello_headers,
        things=_trello_things,
        base=lambda _: "/1",
        options={"rates": "off"},
    ),
}
