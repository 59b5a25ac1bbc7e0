"""Long texts: documents in version 3, wiki markup in version 2, and from one to the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.twin.platform.jira_cloud.caller import Jira, document

from tasklab.twin.platform.jira_cloud.document import is_valid
from tasklab.twin.platform.jira_cloud.wiki_read import parse_wiki
from tasklab.twin.platform.jira_cloud.wiki_write import render_wiki


def text(words, *marks):
    return {"type": "text", "text": words, "marks": [{"type": each} for each in marks]}


def doc(*content):
    return {"type": "doc", "version": 1, "content": list(content)}


def paragraph(*content):
    return {"type": "paragraph", "content": list(content)}


LISTED = {"type": "listItem", "content": [paragraph(text("a"))]}
DEEP = {"type": "listItem", "content": [paragraph(), {"type": "orderedList", "content": [LISTED]}]}
CELL = {"type": "tableCell", "attrs": {}, "content": [paragraph()]}
MENTION = {"type": "mention", "attrs": {"id": "x", "text": "@x"}}
LINKED = {
    "type": "text",
    "text": "a",
    "marks": [{"type": "link", "attrs": {"href": "https://a.example"}}, {"type": "code"}],
}
VALID = [
    doc(),
    doc(paragraph()),
    doc({"type": "heading", "attrs": {"level": 1}, "content": [text("a", "strong", "em")]}),
    doc({"type": "bulletList", "content": [DEEP]}),
    doc({"type": "codeBlock", "attrs": {"language": "python"}, "content": [{"type": "text", "text": "x"}]}),
    doc({"type": "panel", "attrs": {"panelType": "info"}, "content": [paragraph()]}),
    doc({"type": "rule"}, {"type": "blockquote", "content": [paragraph()]}),
    doc({"type": "table", "content": [{"type": "tableRow", "content": [CELL]}]}),
    doc(paragraph(MENTION, {"type": "hardBreak"}, {"type": "emoji", "attrs": {"shortName": ":a:"}})),
    doc(paragraph(LINKED)),
]  # fmt: skip
INVALID = [
    {"type": "doc", "content": []},
    {"type": "doc", "version": 2, "content": []},
    {**doc(), "more": 1},
    doc({"type": "text", "text": "a"}),
    doc({"type": "nope"}),
    doc(paragraph({"type": "text", "text": ""})),
    doc(paragraph(paragraph())),
    doc({"type": "heading", "content": []}),
    doc({"type": "heading", "attrs": {"level": 7}, "content": []}),
    doc({"type": "bulletList", "content": []}),
    doc({"type": "bulletList", "content": [paragraph()]}),
    doc(paragraph(text("a", "code", "strong"))),
    doc(paragraph(text("a", "nope"))),
    doc(paragraph({"type": "text", "text": "a", "marks": [{"type": "link"}]})),
    doc({"type": "codeBlock", "content": [text("a", "strong")]}),
    doc({"type": "listItem", "content": [paragraph()]}),
    doc({"type": "paragraph", "content": [], "more": 1}),
]


@pytest.mark.parametrize("number", range(len(VALID)))
def test_a_valid_document_is_kept_as_it_is(jira, number):
    key = jira.issue(description=VALID[number])

    assert jira.fields(key)["description"] == (VALID[number] if VALID[number]["content"] else None)


@pytest.mark.parametrize("number", range(len(INVALID)))
def test_an_invalid_document_is_refused(jira, number):
    place = {"project": {"key": "HOME"}, "issuetype": {"name": "Task"}, "summary": "x"}
    said = jira.post("/issue", {"fields": {**place, "description": INVALID[number]}})

    assert (said.status, said.body) == (400, {"errorMessages": ["INVALID_INPUT"], "errors": {}})


def test_each_version_takes_its_own_form_alone():
    place = {"project": {"key": "HOME"}, "issuetype": {"name": "Task"}, "summary": "x"}
    new, old = Jira("v3"), Jira("v2")
    wrong = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"

    assert new.post("/issue", {"fields": {**place, "description": "text"}}).errors == {"description": wrong}
    assert old.post("/issue", {"fields": {**place, "description": document("a")}}).errors == {
        "description": "Operation value must be a string"
    }


def test_an_empty_comment_is_refused(each):
    key = each.issue()
    empty = "" if each.api == "2" else doc(paragraph())
    assert each.post(f"/issue/{key}/comment", {"body": empty}).errors == {"comment": "Comment body can not be empty!"}
    if each.api == "3":
        assert each.post(f"/issue/{key}/comment", {"body": "text"}).errors == {"comment": "Comment body is not valid!"}


def test_what_one_version_wrote_the_other_reads():
    jira = Jira("v3")
    wiki = "h2. Plan\n\nDo it *now* with {{care}}, see [here|https://a.example]\n\n* one\n** two\n\n"
    wiki += "{code:python}\nx = 1\n{code}"
    key = jira.post(
        "/issue",
        {"fields": {"project": {"key": "HOME"}, "issuetype": {"name": "Task"}, "summary": "x", "description": wiki}},
        api="2",
    )["key"]
    read = jira.fields(key)["description"]

    assert [each["type"] for each in read["content"]] == ["heading", "paragraph", "bulletList", "codeBlock"]
    assert jira.get(f"/issue/{key}", api="2")["fields"]["description"] == wiki
    assert jira.edit(key, description=read).status == 204
    assert jira.get(f"/issue/{key}", api="2")["fields"]["description"] == wiki


@given(st.text(alphabet="ab *_-+{}[]|#h1.\\\n~:/", max_size=60))
def test_any_wiki_markup_is_a_valid_document(wiki):
    assert is_valid(parse_wiki(wiki))


@given(
    st.lists(
        st.text(alphabet="ab *_-+{}[]#\\", min_size=1, max_size=12).filter(lambda each: each == each.strip() and each),
        min_size=1,
        max_size=3,
    )
)
def test_plain_words_survive_the_way_to_wiki_markup_and_back(paragraphs):
    wanted = [each for each in paragraphs if each[0].isalpha()]
    assert parse_wiki(render_wiki(document(*wanted))) == document(*wanted)
