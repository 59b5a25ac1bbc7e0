"""What Notion gives and takes: properties, text in runs, files in blocks."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec import notion_board as b
from tasklab.adapter.codec import notion_file as f
from tasklab.adapter.codec import notion_property as p
from tasklab.adapter.codec import notion_text as t
from tasklab.adapter.codec import notion_value as v
from tasklab.adapter.codec.shaped import shaped
from tasklab.unified.error import ConflictError, NotFoundError, PlatformError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import FieldOption, TaskDate

NAMES = {
    "status_id": "State",
    "assignee_ids": "Who",
    "label_ids": "Tags",
    "due": "Due",
    "start": "Due",
    "estimate": "N",
}
PLACE = {
    "Thing": {"id": "title", "type": "title"},
    "State": {"id": "s", "type": "status", "status": {"options": [{"id": "1", "name": "Open"}]}},
    "Who": {"id": "w", "type": "people"},
    "Tags": {"id": "t", "type": "multi_select"},
    "Due": {"id": "d", "type": "date"},
    "N": {"id": "n", "type": "rich_text"},
    "Sum": {"id": "f", "type": "formula"},
    "Link": {"id": "%3Bl", "type": "url"},
    "Done": {"id": "c", "type": "checkbox"},
}


def _sent(draft=(), custom=None, start=(), due=(), page=None):
    return p.encode_notion_properties([dict(draft), NAMES, custom, PLACE, page, list(start), list(due)])


def test_values_go_to_the_properties_that_carry_them():
    draft = {"title": [{"text": {"content": "x"}}], "status_id": "Open", "assignee_ids": ["a", "a"], "label_ids": None}
    assert _sent(draft) == {
        "Thing": {"title": [{"text": {"content": "x"}}]},
        "State": {"status": {"name": "Open"}},
        "Who": {"people": [{"id": "a"}]},
        "Tags": {"multi_select": []},
    }


@pytest.mark.parametrize("draft", [{"priority_id": "1"}, {"estimate": 3.0}])
def test_a_property_that_is_not_there_or_of_another_type_is_refused_by_field(draft):
    (field,) = draft
    with pytest.raises(UnsupportedFieldError) as refused:
        p.encode_notion_properties([draft, {**NAMES, "priority_id": "Priority"}, None, PLACE, None, [], []])
    assert refused.value.pointer == f"/{field}"


@pytest.mark.parametrize(
    ("start", "due", "present", "sent"),
    [
        ([], ["2027-01-02"], None, {"start": "2027-01-02"}),
        (["2027-01-01"], ["2027-01-02"], None, {"start": "2027-01-01", "end": "2027-01-02"}),
        (
            [],
            ["2027-01-03"],
            {"start": "2027-01-01", "end": "2027-01-02"},
            {"start": "2027-01-01", "end": "2027-01-03"},
        ),
        (["2027-01-01"], [], {"start": "2027-01-02", "end": None}, {"start": "2027-01-01", "end": "2027-01-02"}),
        ([None], [], {"start": "2027-01-01", "end": "2027-01-02"}, {"start": "2027-01-02"}),
        ([None], [None], {"start": "2027-01-01", "end": "2027-01-02"}, None),
        ([], [None], {"start": "2027-01-01", "end": None}, None),
    ],
)
def test_start_and_due_share_a_date_and_what_is_not_given_stays(start, due, present, sent):
    page = {"Due": {"id": "d", "type": "date", "date": present}}
    assert _sent(start=start, due=due, page=page) == {"Due": {"date": sent}}


@pytest.mark.parametrize(
    ("start", "due", "present", "field"),
    [
        (["2027-01-01"], [], None, "start"),
        ([], [None], {"start": "2027-01-01", "end": "2027-01-02"}, "due"),
        (["2027-01-01"], ["2027-01-02T09:00:00Z"], None, "start"),
        ([], ["2027-01-02T09:00:00Z"], {"start": "2027-01-01", "end": "2027-01-02"}, "due"),
    ],
)
def test_dates_that_cannot_stand_together_are_refused(start, due, present, field):
    with pytest.raises(UnsupportedFieldError) as refused:
        _sent(start=start, due=due, page={"Due": {"id": "d", "type": "date", "date": present}})
    assert refused.value.pointer == f"/{field}"


def test_custom_values_are_sent_by_id_in_the_form_of_their_type():
    assert _sent(custom={"n": "x", "%3Bl": "", "c": None, "s": "1", "d": "2027-01-01"}) == {
        "n": {"rich_text": [{"type": "text", "text": {"content": "x"}}]},
        "%3Bl": {"url": None},
        "c": {"checkbox": False},
        "s": {"status": {"id": "1"}},
        "d": {"date": {"start": "2027-01-01"}},
    }


@pytest.mark.parametrize(
    ("custom", "error"),
    [
        ({"f": 3}, UnsupportedFieldError),
        ({"nothing": 3}, ValidationError),
        ({"c": "yes"}, ValidationError),
        ({"n": 3}, ValidationError),
        ({"%3Bl": 3}, ValidationError),
        ({"s": ["1"]}, ValidationError),
        ({"t": [1]}, ValidationError),
        ({"d": 3}, ValidationError),
    ],
)
def test_a_custom_value_that_does_not_fit_is_refused(custom, error):
    with pytest.raises(error) as refused:
        _sent(custom=custom)
    assert refused.value.pointer == "/custom_fields"


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("rich_text", [{"plain_text": "a"}, {"plain_text": "b"}], "ab"),
        ("number", 3, 3),
        ("select", {"id": "1", "name": "x"}, "1"),
        ("select", None, None),
        ("multi_select", [{"id": "1"}], ["1"]),
        ("people", [], None),
        ("date", {"start": "2027-01-01", "end": None}, "2027-01-01"),
        ("date", {"start": "2027-01-01", "end": "2027-01-02"}, {"start": "2027-01-01", "end": "2027-01-02"}),
        ("files", [{"name": "a.txt"}], ["a.txt"]),
        ("unique_id", {"prefix": "T", "number": 7}, "T-7"),
        ("unique_id", {"prefix": None, "number": 7}, "7"),
        ("formula", {"type": "string", "string": "x"}, "x"),
        ("rollup", {"type": "number", "number": 4}, 4),
        ("rollup", {"type": "array", "array": [{"type": "number", "number": 4}]}, [4]),
        ("brand_new", {"x": 1}, {"x": 1}),
    ],
)
def test_values_of_properties_are_read_by_id(kind, value, read):
    assert v.decode_notion_values({"A": {"id": "a", "type": kind, kind: value}}) == {"a": read}


def test_what_a_page_says_itself_is_no_custom_value():
    assert v.decode_notion_values({"Made": {"id": "m", "type": "created_time", "created_time": "x"}}) == {}
    assert v.decode_notion_values(None) == {}


def test_dates_are_read_as_start_and_due():
    both, one = ("2027-01-01", "2027-01-02"), ("2027-01-01", None)
    assert v.decode_notion_start(v.Date(*both)) == TaskDate(date=dt.date(2027, 1, 1))
    assert v.decode_notion_due(v.Date(*both)) == TaskDate(date=dt.date(2027, 1, 2))
    assert v.decode_notion_start(v.Date(*one)) is None
    assert v.decode_notion_due(v.Date(*one)) == TaskDate(date=dt.date(2027, 1, 1))
    assert v.decode_notion_due(None) is v.decode_notion_start(None) is None


STATUS = {
    "options": [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}, {"id": "3", "name": "c"}, {"id": "4", "name": "d"}],
    "groups": [{"option_ids": ["1"]}, {"option_ids": ["2"]}, {"option_ids": ["4", "3"]}],
}
CATEGORIES = {"a": "todo", "b": "in_progress", "c": "done", "d": "done"}


def _groups(**kinds):
    return v.decode_notion_groups(shaped({"id": "s", "type": next(iter(kinds)), **kinds}, v.Declared))


def test_an_option_of_a_select_is_of_the_category_that_its_name_says():
    options = [{"id": str(number), "name": name} for number, name in enumerate(["To Do", "Doing", " done", "Odd"])]
    read = {"To Do": "todo", "Doing": "in_progress", " done": "done", "Odd": "unknown"}
    assert _groups(select={"options": options}) == read
    assert _groups(checkbox=True) == {}


def test_an_option_is_of_the_category_of_its_group():
    assert _groups(status=STATUS) == CATEGORIES
    assert _groups(status={**STATUS, "groups": []}) == dict.fromkeys("abcd", "unknown")
    odd = [{"name": "Complete", "option_ids": ["1"]}, {"name": "Erledigt", "option_ids": ["2"]}]
    assert _groups(status={**STATUS, "groups": odd})["a"] == "done"
    assert v.decode_notion_groups(None) == {}


@pytest.mark.parametrize(
    ("present", "is_done", "option"),
    [
        ("a", True, ["c"]),
        ("d", True, []),
        (None, True, ["c"]),
        ("d", False, ["a"]),
        ("b", False, []),
        (None, False, []),
    ],
)
def test_a_status_is_moved_only_where_it_means_something_else(present, is_done, option):
    assert b.encode_notion_option([CATEGORIES, present, is_done]) == option


def test_what_is_canceled_is_opened_and_not_completed_with():
    categories = {"x": "unknown", "no": "canceled", "yes": "done", "go": "todo"}
    assert b.encode_notion_option([categories, "no", False]) == ["go"]
    assert b.encode_notion_option([categories, "x", True]) == ["yes"]
    assert b.encode_notion_option([categories, "no", True]) == []


def test_an_option_that_is_not_there_is_refused():
    with pytest.raises(ValidationError) as refused:
        _sent({"status_id": "Shut"})
    assert refused.value.pointer == "/status_id"


def test_a_status_can_be_emptied():
    assert _sent({"status_id": None}) == {"State": {"status": None}}


def test_without_a_status_nothing_is_completed():
    with pytest.raises(UnsupportedFieldError):
        b.encode_notion_option([None, None, True])


def test_a_filter_is_never_narrower_than_what_was_asked_for():
    moment = dt.datetime(2027, 1, 1, 9, 30, 20, tzinfo=dt.UTC)
    assert b.encode_notion_times([moment, None, None, moment]) == {
        "and": [
            {"timestamp": "created_time", "created_time": {"on_or_after": "2027-01-01T09:30:00Z"}},
            {"timestamp": "last_edited_time", "last_edited_time": {"on_or_before": "2027-01-01T09:31:00Z"}},
        ]
    }


def test_a_relation_keeps_its_other_pages():
    assert b.encode_notion_relation(["R", ["a", "b"], False, "b", True]) == {
        "R": {"relation": [{"id": "a"}, {"id": "b"}]}
    }
    assert b.encode_notion_relation(["R", ["a", "b"], False, "b", False]) == {"R": {"relation": [{"id": "a"}]}}


@pytest.mark.parametrize("present", [None, ["a"]])
def test_a_relation_that_cannot_be_kept_whole_is_refused(present):
    with pytest.raises(UnsupportedFieldError):
        b.encode_notion_relation(["R", present, True, "b", True])


def test_a_new_option_stands_beside_the_others():
    options = [{"id": "1", "name": "a", "color": "red"}]
    sent = b.encode_notion_new_options(["Tags", options, "b"])
    assert sent == {"Tags": {"multi_select": {"options": [{"id": "1", "name": "a"}, {"name": "b"}]}}}
    with pytest.raises(ConflictError):
        b.encode_notion_new_options(["Tags", options, "a"])


def test_options_are_read_of_what_has_some():
    options = {"options": [{"id": "1", "name": "a"}]}
    assert v.decode_notion_options({"select": None, "status": options}) == [FieldOption(id="1", name="a")]
    assert v.decode_notion_options({"select": None}) is v.decode_notion_options(None) is None


def test_a_new_board_has_what_carries_the_fields_of_a_task():
    made = b.encode_notion_furniture([{"status_id": "State", "due": "When"}, "status"])
    assert made == {"Name": {"title": {}}, "State": {"status": {}}, "When": {"date": {}}}
    chosen = b.encode_notion_furniture([{"status_id": "State"}, "select"])["State"]["select"]["options"]
    assert [each["name"] for each in chosen] == ["Not started", "In progress", "Done"]


def test_a_board_is_related_to_itself():
    relation = {"database_id": "7", "type": "dual_property", "dual_property": {}}
    assert b.encode_notion_relations(["database_id", "7", ["A", "B"]]) == {
        "A": {"relation": relation},
        "B": {"relation": relation},
    }


def test_a_text_of_more_runs_than_there_may_be_is_refused():
    assert len(t.encode_notion_title("x" * 4001, "title")) == 3
    with pytest.raises(UnsupportedFieldError) as refused:
        t.encode_notion_text("**a** b " * 60, "description")
    assert refused.value.pointer == "/description"


def test_blocks_stay_as_they_are_written_and_marks_become_runs():
    runs = t.encode_notion_text("# H\n\n- *a*\n- [b](https://x/y)\n\nc\\\nd", "body")
    assert "".join(run["text"]["content"] for run in runs) == "# H\n\n- a\n- b\n\nc\nd"
    assert [run["annotations"] for run in runs if "annotations" in run] == [{"italic": True}]
    assert [run["text"]["link"] for run in runs if "link" in run["text"]] == [{"url": "https://x/y"}]


def _block(kind="file", **inner):
    return {"type": kind, "in_trash": False, kind: inner}


KEPT = {"type": "file", "file": {"url": "https://s3/a/na%20me.txt?sig"}}
ELSEWHERE = {"type": "external", "external": {"url": "https://e.org/x.png"}}


@pytest.mark.parametrize(
    ("native", "name", "kind", "url"),
    [
        (_block(**KEPT, name="b.txt"), "b.txt", "file", None),
        (_block(**KEPT), "na me.txt", "file", None),
        (_block("image", **ELSEWHERE, caption=[{"plain_text": "c"}]), "c", "link", "https://e.org/x.png"),
        (_block("pdf", **ELSEWHERE, caption=[]), "x.png", "link", "https://e.org/x.png"),
    ],
)
def test_a_file_is_read_of_its_block(native, name, kind, url):
    assert f.decode_notion_file_name(native) == name
    assert f.decode_notion_file_kind(native) == kind
    assert f.decode_notion_file_url(native) == url


@pytest.mark.parametrize("native", [{"type": "paragraph"}, {**_block(**KEPT), "in_trash": True}])
def test_what_is_no_file_is_not_found(native):
    for decode in (f.decode_notion_block, f.decode_notion_kept_file):
        with pytest.raises(NotFoundError):
            decode(native)


def test_only_what_the_platform_keeps_can_be_downloaded():
    assert f.decode_notion_kept_file(_block(**KEPT)) == "https://s3/a/na%20me.txt?sig"
    with pytest.raises(NotFoundError):
        f.decode_notion_kept_file(_block(**ELSEWHERE))


def test_a_new_file_is_sent_or_elsewhere():
    assert f.encode_notion_file(["n", None, "7"]) == {
        "type": "file",
        "file": {"type": "file_upload", "file_upload": {"id": "7"}, "name": "n"},
    }
    assert f.encode_notion_file(["n", "https://e.org/x", None])["file"]["external"] == {"url": "https://e.org/x"}


ID = "305b1c6a8260483fb1443036cbaaf412"


@pytest.mark.parametrize(
    "reference",
    [
        f"https://www.notion.so/Task-5-{ID}",
        f"https://acme.notion.site/{ID}?v=1",
        f"https://www.notion.so/acme/{'0' * 32}?v=2&p={ID}&pm=s",
        f"https://app.notion.com/p/acme/Task-{ID}#x",
        ID,
    ],
)
def test_a_page_is_found_by_its_address(reference):
    assert f.encode_notion_reference(reference) == ID


@pytest.mark.parametrize("reference", [f"https://example.org/{ID}", "https://www.notion.so/Task-5", "ZZZ-9", f"{ID}0"])
def test_what_is_no_address_of_a_page_is_not_found(reference):
    with pytest.raises(NotFoundError):
        f.encode_notion_reference(reference)


def test_a_platform_that_gives_something_else_is_told_so():
    with pytest.raises(PlatformError):
        v.decode_notion_due(v.Date("soon"))


@pytest.mark.parametrize("value", [[], 7, {"options": 3}, {"options": [{"id": 1}]}])
def test_an_answer_of_another_shape_is_the_platforms_fault(value):
    place = {"State": {"id": "s", "type": "status", "status": value}}
    for read in (
        lambda: p.encode_notion_properties([{"status_id": "a"}, NAMES, None, place, None, [], []]),
        lambda: v.decode_notion_values({"A": {"id": "a", "type": "rich_text", "rich_text": value or 7}}),
        lambda: f.decode_notion_file_name({"file": [value]}),
        lambda: b.encode_notion_new_options(["Tags", value or 7, "a"]),
    ):
        with pytest.raises(PlatformError):
            read()
