"""What reading a page of 100 tasks costs, against libraries that people use for it. More is better."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any
from unittest.mock import MagicMock

import jmespath
import orjson
from github.Issue import Issue as GithubIssue
from jira.resources import Issue as JiraIssue

from bench import page
from bench.bench_mapping import Reading
from bench.figure import Figure, paired_ratio

PAIRS = 101
GITHUB_QUERY = jmespath.compile(
    "[].{id: id, key: number, node: url, association: author_association, author_id: user.id, kind: user.type,"
    " milestone_title: milestone.title, milestone_state: milestone.state, title: title, body: body, state: state,"
    " author: user.login, assignees: assignees[].login,"
    " labels: labels[].name, milestone: milestone.number, url: html_url, comments: comments, created: created_at,"
    " updated: updated_at, closed: closed_at, locked: locked}"
)
JIRA_QUERY = jmespath.compile(
    "issues[].{id: id, key: key, title: fields.summary, status: fields.status.id, priority: fields.priority.id,"
    " type: fields.issuetype.id, project: fields.project.id, parent: fields.parent.id, labels: fields.labels,"
    " assignee: fields.assignee.accountId, creator: fields.creator.accountId, due: fields.duedate,"
    " start: fields.customfield_10015, section: fields.customfield_10020[0].name, percent: fields.progress.percent,"
    " estimate: fields.timeoriginalestimate, position: fields.customfield_10019,"
    " created: fields.created, updated: fields.updated, resolved: fields.resolutiondate}"
)
"""Both queries read what the adapters of the samples do."""


def _github_objects(body: bytes) -> int:
    requester = MagicMock(is_not_lazy=True)
    count = 0
    for raw in orjson.loads(body):
        issue = GithubIssue(requester, {}, raw, completed=True)
        values = (
            issue.id, issue.number, issue.title, issue.body, issue.state, issue.user.login, issue.html_url,
            [each.login for each in issue.assignees], [each.name for each in issue.labels], issue.milestone.number,
            issue.comments, issue.created_at, issue.updated_at, issue.closed_at, issue.locked,
        )  # fmt: skip
        count += len(values)
    return count


def _jira_objects(body: bytes) -> int:
    session: Any = MagicMock()
    count = 0
    for raw in orjson.loads(body)["issues"]:
        issue = JiraIssue({"server": "https://example.org", "rest_path": "api", "rest_api_version": "3"}, session, raw)
        fields = issue.fields
        values = (
            issue.id, issue.key, fields.summary, fields.status.id, fields.priority.id, fields.issuetype.id,
            fields.project.id, fields.parent.id, fields.labels, fields.assignee.accountId, fields.creator.accountId,
            fields.duedate, fields.created, fields.updated, fields.resolutiondate,
        )  # fmt: skip
        count += len(values)
    return count


def measure() -> list[Figure]:
    """Measure each library against our reading of the same bytes, unified JSON included on our side."""
    github, jira = Reading("github-like"), Reading("jira-like")
    sides = (
        ("PyGithub objects, 15 fields read", version("PyGithub"), 5.0, lambda: _github_objects(github.body), github),
        ("jira objects, 15 fields read", version("jira"), 5.0, lambda: _jira_objects(jira.body), jira),
        (
            "JMESPath, the same fields of GitHub's page",
            version("jmespath"),
            4.0,
            lambda: orjson.dumps(GITHUB_QUERY.search(orjson.loads(github.body))),
            github,
        ),
        (
            "JMESPath, the same fields of Jira's page",
            version("jmespath"),
            4.0,
            lambda: orjson.dumps(JIRA_QUERY.search(orjson.loads(jira.body))),
            jira,
        ),
    )
    return [
        Figure(
            f"CPU of {name}, as a multiple of ours",
            paired_ratio(theirs, ours.unified, pairs=PAIRS),
            bar,
            f"{name.partition(',')[0]} {number} on orjson {orjson.__version__}, {page.COUNT} records",
            is_floor=True,
        )
        for name, number, bar, theirs, ours in sides
    ]
