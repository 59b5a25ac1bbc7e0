"""Everything that the twin serves, held against the schema that Linear publishes, for every version."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest
from graphql import get_named_type
from tests.twin.platform.linear.caller import Linear
from tests.upstream import FOLDER

from tasklab.twin.platform.linear.sdl import schema_of
from tasklab.twin.platform.linear.version import NEWER, VERSIONS
from tasklab.vendor.graph_check import GraphCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "linear" / "vendor.lock"


@cache
def described(version):
    lock = load_lock(LOCK)
    shelved = Shelf((FOLDER,), FOLDER).find(lock.descriptions[version])
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    return load_description(shelved.path, "graphql")


class Watch:
    """Checks each answer, and each document that was taken."""

    def __init__(self, version):
        self.check = GraphCheck(described(version))
        self.findings = []
        self.fields = set()

    def __call__(self, document, variables, response):
        answer = msgspec.json.decode(response.body)
        found = self.check.check_response(document, answer) if response.status == 200 else []
        if response.status == 200 and "errors" not in answer:
            found += self.check.check_request(document, variables)
            self.fields.update(answer["data"])
        self.findings += [each for each in found if each not in self.findings]


@pytest.mark.parametrize("version", VERSIONS)
def test_each_type_and_field_is_the_vendors(version):
    theirs = described(version).schema.type_map
    wrong = []
    for name, kind in schema_of(version).type_map.items():
        other = theirs.get(name)
        if other is None or type(other) is not type(kind):
            wrong.append(name)
            continue
        if hasattr(kind, "values") and set(kind.values) != set(other.values):
            wrong.append(name)
        for field_name, field in getattr(kind, "fields", {}).items():
            like = other.fields.get(field_name)
            if like is None or str(like.type) != str(field.type):
                wrong.append(f"{name}.{field_name}")
                continue
            args = getattr(field, "args", {})
            wrong += [f"{name}.{field_name}({arg})" for arg, its in args.items() if not _same(like.args.get(arg), its)]
            needed = [arg for arg, its in getattr(like, "args", {}).items() if str(its.type).endswith("!")]
            wrong += [f"{name}.{field_name}({arg})" for arg in needed if arg not in args]

    assert wrong == []


def _same(theirs, ours):
    return theirs is not None and str(theirs.type) == str(ours.type)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_broad_scenario_is_as_described(version):
    watch = Watch(version)
    linear = Linear(version, watch=watch)
    drive(linear, version)

    assert watch.findings == []
    schema = schema_of(version)
    roots = {*schema.query_type.fields, *schema.mutation_type.fields}
    assert sorted(roots - watch.fields) == []


def everything(version, kind, depth=2):
    """Select every field of a type; what it refers to with its own fields, down to a depth."""
    parts = []
    for name, field in schema_of(version).type_map[kind].fields.items():
        inner = get_named_type(field.type)
        if any(str(arg.type).endswith("!") for arg in field.args.values()):
            continue
        if not hasattr(inner, "fields"):
            parts.append(name)
        elif depth:
            first = "(first: 1)" if "first" in field.args else ""
            parts.append(f"{name}{first} {{ {everything(version, inner.name, depth - 1) or '__typename'} }}")
    return " ".join(parts)


def drive(linear, version):
    ids = make(linear, version)
    read(linear, version, ids)
    change(linear, version, ids)
    refuse(linear)


def make(linear, version):
    me, team = linear.facts["user_id"], linear.team
    states = linear.states()
    ids = {"user": me, "organization": None, "team": team, "project": linear.project, "workflowState": states["Todo"]}
    group = linear.make("IssueLabel", name="Size")["id"]
    ids["issueLabel"] = linear.make("IssueLabel", name="Small", parentId=group, color="#fff", teamId=team)["id"]
    ids["projectMilestone"] = linear.make("ProjectMilestone", name="Beta", projectId=linear.project)["id"]
    span = {"startsAt": "2023-11-13T00:00:00Z", "endsAt": "2023-11-27"}
    ids["cycle"] = linear.make("Cycle", teamId=team, name="First", **span)["id"]
    linear.make("WorkflowState", name="Testing", type="started", color="#123456", teamId=team)
    ids["issue"] = linear.issue(
        description="Some *words*",
        assigneeId=me,
        priority=2,
        estimate=3,
        dueDate="2024-01-31",
        stateId=states["Todo"],
        labelIds=[ids["issueLabel"]],
        projectId=linear.project,
        projectMilestoneId=ids["projectMilestone"],
        cycleId=ids["cycle"],
        subscriberIds=[linear.facts["second_user_id"]],
    )["id"]
    child = ids["child"] = linear.issue(parentId=ids["issue"], title="Child")["id"]
    ids["comment"] = linear.make("Comment", issueId=ids["issue"], body="Hello")["id"]
    linear.make("Comment", issueId=ids["issue"], body="Yes", parentId=ids["comment"])
    ids["attachment"] = linear.make(
        "Attachment", issueId="ENG-1", title="Page", url="https://example.com/1", subtitle="s", metadata={"a": 1}
    )["id"]
    link = 'mutation($id: String!) { attachmentLinkURL(issueId: $id, url: "https://example.com/2") { success } }'
    linear.ask(link, id=child)
    ids["issueRelation"] = linear.make("IssueRelation", issueId="ENG-1", relatedIssueId=child, type="blocks")["id"]
    upload = 'mutation { fileUpload(contentType: "text/plain", filename: "a.txt", size: 5) { uploadFile { '
    linear.ask(f"{upload} {everything(version, 'UploadFile')} }} success lastSyncId }} }}")
    ids["teamMembership"] = linear.ask("{ teamMemberships { nodes { id } } }")["nodes"][0]["id"]
    ids["projectStatus"] = linear.ask("{ projectStatuses { nodes { id type } } }")["nodes"][0]["id"]
    if version == NEWER:
        linear.make("Comment", projectId=linear.project, body="On a project")
        many = "mutation($input: IssueBatchCreateInput!) { issueBatchCreate(input: $input) { issues { id } success } }"
        linear.ask(many, input={"issues": [{"teamId": team, "title": "a"}, {"teamId": team, "title": "b"}]})
    linear.change(ids["issue"], title="Written", stateId=states["In Progress"], priority=1, labelIds=[])
    return ids


def read(linear, version, ids):
    kinds = {
        "user": "User",
        "team": "Team",
        "teamMembership": "TeamMembership",
        "project": "Project",
        "projectStatus": "ProjectStatus",
        "projectMilestone": "ProjectMilestone",
        "cycle": "Cycle",
        "workflowState": "WorkflowState",
        "issue": "Issue",
        "issueLabel": "IssueLabel",
        "issueRelation": "IssueRelation",
        "comment": "Comment",
        "attachment": "Attachment",
    }
    for field, kind in kinds.items():
        linear.ask(f"query($id: String!) {{ {field}(id: $id) {{ {everything(version, kind)} }} }}", id=ids[field])
        plural = {"projectStatus": "projectStatuses"}.get(field, f"{field}s")
        page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }"
        linear.ask(f"{{ {plural}(first: 2) {{ nodes {{ {everything(version, kind, 1)} }} {page} }} }}")
    linear.ask(f"{{ viewer {{ {everything(version, 'User', 1)} }} }}")
    linear.ask(f"{{ organization {{ {everything(version, 'Organization')} }} }}")
    linear.ask(f'{{ searchIssues(term: "written", first: 5) {{ {everything(version, "IssueSearchPayload", 3)} }} }}')
    linear.ask('{ issueSearch(query: "written") { nodes { id } } }')
    linear.ask("{ issuePriorityValues { priority label } }")
    linear.ask('{ attachmentsForURL(url: "https://example.com/1") { nodes { id } } }')
    linear.ask(f"{{ rateLimitStatus {{ {everything(version, 'RateLimitPayload')} }} }}")
    history = everything(version, "IssueHistory", 1)
    entries = linear.read(ids["issue"], f"history {{ nodes {{ {history} }} }}")["history"]["nodes"]
    assert entries


def change(linear, version, ids):
    def run(field, kind=None, **values):
        """Carry out a mutation, with what it makes or changes in full."""
        args = schema_of(version).mutation_type.fields[field].args
        given = {name: value for name, value in values.items() if name in args}
        declared = ", ".join(f"${name}: {args[name].type}" for name in given)
        passed = ", ".join(f"{name}: ${name}" for name in given)
        payload = get_named_type(schema_of(version).mutation_type.fields[field].type).name
        return linear.ask(
            f"mutation({declared}) {{ {field}({passed}) {{ {everything(version, payload, 1)} }} }}", **given
        )

    me, second = linear.facts["user_id"], linear.facts["second_user_id"]
    run("issueBatchUpdate", ids=[ids["issue"], ids["child"]], input={"priority": 3})
    run("issueAddLabel", id="ENG-1", labelId=ids["issueLabel"])
    run("issueRemoveLabel", id="ENG-1", labelId=ids["issueLabel"])
    run("issueSubscribe", id="ENG-1", userId=me)
    run("issueUnsubscribe", id="ENG-1")
    run("commentUpdate", id=ids["comment"], input={"body": "Changed"})
    run("commentResolve", id=ids["comment"])
    run("commentUnresolve", id=ids["comment"])
    run("attachmentUpdate", id=ids["attachment"], input={"title": "New"})
    run("issueRelationUpdate", id=ids["issueRelation"], input={"type": "related"})
    run("issueRelationDelete", id=ids["issueRelation"])
    run("attachmentDelete", id=ids["attachment"])
    run("commentDelete", id=ids["comment"])
    run("issueLabelUpdate", id=ids["issueLabel"], input={"name": "Tiny", "description": "d"})
    if version == NEWER:
        run("issueLabelRetire", id=ids["issueLabel"])
        run("issueLabelRestore", id=ids["issueLabel"])
    run("issueLabelDelete", id=ids["issueLabel"])
    run("projectMilestoneUpdate", id=ids["projectMilestone"], input={"targetDate": "2024-02-01", "name": "Gamma"})
    run("projectMilestoneDelete", id=ids["projectMilestone"])
    run("cycleUpdate", id=ids["cycle"], input={"name": "Cycle one"})
    run("cycleArchive", id=ids["cycle"])
    run(
        "projectUpdate",
        id=linear.project,
        input={"description": "Short", "content": "Long", "targetDate": "2024-03-01"},
    )
    state = linear.make("WorkflowState", name="Parked", type="backlog", color="#111111", teamId=linear.team)["id"]
    run("workflowStateUpdate", id=state, input={"name": "Parking"})
    run("workflowStateArchive", id=state)
    team = linear.make("Team", name="Sales", key="SAL", triageEnabled=True)["id"]
    run("teamUpdate", id=team, input={"description": "They sell", "issueEstimationType": "linear"})
    member = linear.make("TeamMembership", teamId=team, userId=second)["id"]
    run("teamMembershipUpdate", id=member, input={"owner": True})
    run("teamMembershipDelete", id=member)
    project = linear.make("Project", name="Other", teamIds=[team], startDate="2024-01-01", leadId=me)["id"]
    run("projectArchive", id=project)
    run("projectUnarchive", id=project)
    run("projectDelete", id=project)
    run("teamDelete", id=team)
    run("issueArchive", id=ids["child"])
    run("issueUnarchive", id=ids["child"])
    run("issueDelete", id=ids["child"])
    run("issueDelete", id=ids["child"], permanentlyDelete=True)


def refuse(linear):
    linear.refused('{ issue(id: "ENG-999") { id } }')
    linear.refused("{ issues(first: 251) { nodes { id } } }")
    linear.refused('mutation { issueDelete(id: "ENG-1") { success } }', who="guest")
    linear.rejected("{ viewer { nothing } }")
    linear.rejected("{ viewer { id } }", 401, who="bad")
