"""Labels, comments, attachments, files, relations."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
from tests.twin.platform.linear.caller import Linear

from tasklab.adapter.message import Request

UPDATE = "mutation($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success } }"
LABEL = "mutation($input: IssueLabelCreateInput!) { issueLabelCreate(input: $input) { issueLabel { id } } }"


def presentable(error):
    return error["extensions"]["userPresentableMessage"]


def test_labels_are_set_added_and_removed(linear):
    one, two = linear.make("IssueLabel", name="One")["id"], linear.make("IssueLabel", name="Two")["id"]
    id_ = linear.issue(labelIds=[one])["id"]

    assert linear.change(id_, "labelIds", addedLabelIds=[two]) == {"labelIds": [one, two]}
    assert linear.change(id_, "labelIds", removedLabelIds=[one]) == {"labelIds": [two]}
    assert linear.change(id_, "labels { nodes { name } }", labelIds=[one])["labels"]["nodes"] == [{"name": "One"}]
    add = "mutation($id: String!, $label: String!) { issueAddLabel(id: $id, labelId: $label) { issue { labelIds } } }"
    assert linear.ask(add, id=id_, label=two)["issue"]["labelIds"] == [one, two]
    assert linear.change(id_, "labelIds", labelIds=[]) == {"labelIds": []}


def test_the_older_version_sets_labels_whole():
    linear = Linear("2024-10-04")
    error = linear.rejected(UPDATE, id=linear.issue()["id"], input={"addedLabelIds": []})

    assert "addedLabelIds" in error["message"]


def test_one_label_of_a_group(linear):
    group = linear.make("IssueLabel", name="Size")["id"]
    small = linear.make("IssueLabel", name="Small", parentId=group)["id"]
    large = linear.make("IssueLabel", "isGroup parent { isGroup }", name="Large", parentId=group)
    assert large == {"isGroup": False, "parent": {"isGroup": True}}
    large = linear.listed({"name": {"eq": "Large"}}, kind="IssueLabelFilter", field="issueLabels", of="id")[0]
    id_ = linear.issue()["id"]

    error = linear.refused(UPDATE, id=id_, input={"labelIds": [small, large]})
    assert error["message"] == "labelIds not exclusive child labels"
    assert "Only one label in a group can be applied to an issue." in presentable(error)
    assert "is a group" in presentable(linear.refused(UPDATE, id=id_, input={"labelIds": [group]}))


def test_labels_of_another_team(linear):
    team = linear.make("Team", name="Sales", key="SAL")["id"]
    label = linear.make("IssueLabel", name="Theirs", teamId=team)["id"]

    error = linear.refused(UPDATE, id=linear.issue()["id"], input={"labelIds": [label]})

    assert error["message"] == "labelIds for incorrect team"
    assert presentable(error) == "The label 'Theirs' is not associated with the same team as the issue."


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("2024-10-04", "Label with this name already exists in the team"),
        ("2026-07-22", 'Label "bug" already exists in workspace.'),
    ],
)
def test_label_names_are_unique_whatever_their_case(version, told):
    linear = Linear(version)
    for values in ({"name": "bug"}, {"name": "bug", "teamId": linear.team}):
        error = linear.refused(LABEL, input=values)
        assert error["message"] == "duplicate label name"
        assert presentable(error) == told


def test_a_label_that_is_gone_is_on_no_issue(linear):
    label = linear.make("IssueLabel", name="Red")["id"]
    id_ = linear.issue(labelIds=[label])["id"]

    linear.ask("mutation($id: String!) { issueLabelDelete(id: $id) { success entityId } }", id=label)

    assert linear.read(id_, "labelIds") == {"labelIds": []}
    error = linear.refused("query($id: String!) { issueLabel(id: $id) { id } }", id=label)
    assert error["message"] == "Entity not found: IssueLabel"


def test_comments_and_replies(linear):
    id_ = linear.issue()["id"]
    first = linear.make("Comment", "id body user { name } url editedAt issue { id }", issueId="ENG-1", body="**Hi**")
    assert (first["body"], first["user"]["name"], first["editedAt"]) == ("**Hi**", "Mary Main", None)
    assert first["issue"] == {"id": id_}
    reply = linear.make("Comment", "id parent { id }", who="second", issueId=id_, body="Yes", parentId=first["id"])
    assert reply["parent"] == {"id": first["id"]}
    create = "mutation($input: CommentCreateInput!) { commentCreate(input: $input) { success } }"

    for values in ({"body": ""}, {"body": "x", "parentId": reply["id"]}, {"body": "x", "parentId": first["id"]}):
        place = {} if values == {"body": ""} else {"issueId": linear.issue()["id"]}
        linear.refused(create, input={**values, **place})
    linear.twin.clock.advance(60)
    update = 'mutation($id: String!) { commentUpdate(id: $id, input: {body: "New"}) { comment { body editedAt } } }'
    changed = linear.ask(update, id=first["id"])["comment"]
    assert changed == {"body": "New", "editedAt": "2023-11-14T22:14:20.000Z"}
    linear.ask("mutation($id: String!) { commentDelete(id: $id) { success } }", id=first["id"])
    assert linear.read(id_, "comments { nodes { id } }")["comments"]["nodes"] == []


def test_comments_on_projects_are_newer(linear):
    comment = linear.make("Comment", "project { id } issue { id }", projectId=linear.project, body="x")

    assert comment == {"project": {"id": linear.project}, "issue": None}
    fields = "project(id: $id) { comments { nodes { body } } }"
    assert linear.ask(f"query($id: String!) {{ {fields} }}", id=linear.project)["comments"]["nodes"] == [{"body": "x"}]


def test_one_attachment_for_each_address(linear):
    id_ = linear.issue()["id"]
    address = {"issueId": "ENG-1", "url": "https://example.com/page"}
    first = linear.make(
        "Attachment", "id title subtitle metadata", **address, title="Page", subtitle="s", metadata={"n": 1}
    )
    again = linear.make("Attachment", "id title subtitle", **address, title="New")

    assert first["metadata"] == {"n": 1}
    assert again == {"id": first["id"], "title": "New", "subtitle": "s"}
    link = "mutation($id: String!, $url: String!) { attachmentLinkURL(issueId: $id, url: $url) %s }"
    link %= "{ attachment { title url } }"
    linked = linear.ask(link, id=id_, url="https://example.com/other")["attachment"]
    assert linked["title"] == linked["url"] == "https://example.com/other"
    assert len(linear.read(id_, "attachments { nodes { id } }")["attachments"]["nodes"]) == 2
    assert presentable(linear.refused(link, id=id_, url="no address")) == "url must be a URL address."
    linear.ask("mutation($id: String!) { attachmentDelete(id: $id) { success } }", id=first["id"])
    assert len(linear.read(id_, "attachments { nodes { id } }")["attachments"]["nodes"]) == 1


ANNOUNCE = (
    'mutation { fileUpload(contentType: "text/plain", filename: "a b.txt", size: 5)'
    " { uploadFile { uploadUrl assetUrl headers { key value } } } }"
)


def fetch(linear, url, verb="GET", headers=(), body=None):
    parts = urlsplit(url)
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return linear.twin.handle(Request(verb=verb, path=parts.path, query=query, headers=headers, body=body))


def upload(linear, body=b"hello", kind="text/plain", *, leave_out=None, after_s=0):
    file = linear.ask(ANNOUNCE)["uploadFile"]
    linear.twin.clock.advance(after_s)
    pairs = [(each["key"], each["value"]) for each in file["headers"] if each["key"] != leave_out]
    return file, fetch(linear, file["uploadUrl"], "PUT", (("Content-Type", kind), *pairs), body)


def test_a_file_is_sent_to_one_host_and_read_at_another(linear):
    file, sent = upload(linear)
    key = (("authorization", linear.keys["main"]),)

    hosts = {urlsplit(file[name]).netloc for name in ("uploadUrl", "assetUrl")}
    assert hosts == {"localhost"}
    assert sent.status == 200
    read = fetch(linear, file["assetUrl"], headers=key)
    assert (read.status, read.body, read.headers["content-type"]) == (200, b"hello", "text/plain")
    assert fetch(linear, file["assetUrl"]).status == 401
    assert linear.twin.handle(Request(verb="GET", path=file["assetUrl"], headers=key)).body == b"hello"


def test_files_of_the_products_own_host_are_where_its_documents_say(linear):
    told = linear.send(ANNOUNCE, headers=(("host", "api.linear.app"),))
    file = msgspec.json.decode(told.body)["data"]["fileUpload"]["uploadFile"]
    assert urlsplit(file["assetUrl"]).netloc == "uploads.linear.app"


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"body": b"longer"}, 400),
        ({"body": b"less"}, 400),
        ({"kind": "text/html"}, 403),
        ({"leave_out": "Content-Disposition"}, 403),
        ({"leave_out": "x-goog-content-length-range"}, 403),
        ({"after_s": 61}, 400),
    ],
)
def test_files_that_the_storage_refuses(linear, how, status):
    file, sent = upload(linear, **how)

    assert sent.status == status
    assert fetch(linear, file["assetUrl"], headers=(("authorization", linear.keys["main"]),)).status == 404
    assert fetch(linear, file["uploadUrl"].partition("?")[0], "PUT", body=b"hello").status == 403


def test_signed_addresses_on_demand(linear):
    file, _ = upload(linear)
    linear.make("Attachment", issueId=linear.issue()["id"], title="a", url=file["assetUrl"])
    text = "{ attachments { nodes { url } } }"

    assert linear.ask(text)["nodes"] == [{"url": file["assetUrl"]}]
    response = linear.send(text, headers=(("public-file-urls-expire-in", "60"),))
    signed = response.body.decode().partition('"url":"')[2].partition('"')[0]
    assert signed.startswith(f"{file['assetUrl']}?signature=")
    assert fetch(linear, signed).body == b"hello"
    assert fetch(linear, signed + "0").status == 401
    linear.twin.clock.advance(61)
    assert fetch(linear, signed).status == 401


def test_relations_have_a_direction(linear):
    first, second = linear.issue()["id"], linear.issue()["id"]
    made = linear.make("IssueRelation", "id type", issueId="ENG-1", relatedIssueId=second, type="blocks")
    fields = "relations { nodes { type relatedIssue { id } } } inverseRelations { nodes { type issue { id } } }"

    assert linear.read(first, fields) == {
        "relations": {"nodes": [{"type": "blocks", "relatedIssue": {"id": second}}]},
        "inverseRelations": {"nodes": []},
    }
    assert linear.read(second, fields)["inverseRelations"]["nodes"] == [{"type": "blocks", "issue": {"id": first}}]
    create = "mutation($input: IssueRelationCreateInput!) { issueRelationCreate(input: $input) { success } }"
    for other in (first, second):
        linear.refused(create, input={"issueId": first, "relatedIssueId": other, "type": "blocks"})
    linear.ask("mutation($id: String!) { issueRelationDelete(id: $id) { success } }", id=made["id"])
    assert linear.read(first, fields)["relations"]["nodes"] == []


def test_similar_is_newer():
    create = "mutation($input: IssueRelationCreateInput!) { issueRelationCreate(input: $input) { success } }"
    older, newer = Linear("2024-10-04"), Linear("2026-07-22")
    for linear in (older, newer):
        linear.issue(), linear.issue()
    values = {"issueId": "ENG-1", "relatedIssueId": "ENG-2", "type": "similar"}

    assert newer.ask(create, input=values) == {"success": True}
    assert older.rejected(create, input=values)["extensions"]["code"] == "BAD_USER_INPUT"
