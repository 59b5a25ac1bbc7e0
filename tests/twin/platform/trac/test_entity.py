"""What tickets are sorted by: components, milestones, versions, types, priorities, severities, resolutions, states."""

from __future__ import annotations

import pytest
from tests.twin.platform.trac.caller import moment

BROKEN = "ServiceException details : "
THEN, LATER = moment("2020-01-02T03:04:05"), moment("2021-01-02T03:04:05")


def test_a_new_environment_has_some(each):
    assert each("ticket.component.getAll") == ["component1", "component2"]
    assert each("ticket.milestone.getAll") == ["milestone1", "milestone2", "milestone3", "milestone4"]
    assert each("ticket.version.getAll") == ["2.0", "1.0"]
    assert each("ticket.type.getAll") == ["defect", "enhancement", "task"]
    assert each("ticket.priority.getAll") == ["blocker", "critical", "major", "minor", "trivial"]
    assert each("ticket.severity.getAll") == []
    assert each("ticket.resolution.getAll") == ["fixed", "invalid", "wontfix", "duplicate", "worksforme"]
    assert each("ticket.status.getAll") == ["accepted", "assigned", "closed", "new", "reopened"]


def test_a_component_is_made_changed_and_removed(each):
    assert each("ticket.component.create", "  a   b ", {"owner": " bob ", "description": "d", "foo": 1}) == 0
    owner = "bob" if each.version == "1.4" else " bob "
    assert each("ticket.component.get", "a b") == {"name": "a b", "owner": owner, "description": "d"}
    ticket = each.make(component="a b")
    each("ticket.component.update", "a b", {"name": "c", "owner": ""})

    assert each("ticket.component.get", "c") == {"name": "c", "owner": "", "description": "d"}
    assert each.show(ticket)["component"] == "c"
    assert each.log(ticket) == []
    assert each("ticket.component.delete", "c") == 0
    assert each.show(ticket)["component"] == "c"
    assert each.refusal("ticket.component.get", "c") == (404, "Component c does not exist.")


def test_a_name_of_another_type_is_told_as_python_2_shows_it(each):
    then = "2020-01-02 03:04:05+00:00"

    assert each.refusal("ticket.component.get", THEN) == (404, f"Component {then} does not exist.")
    assert each.refusal("ticket.milestone.get", ["x"]) == (-32603, f"{BROKEN}unhashable type: 'list'")
    assert each.refusal("ticket.version.get", ["x"])[1].startswith(f"{BROKEN}Error binding parameter 0")
    each("ticket.component.update", "component1", {"description": THEN})
    assert each("ticket.component.get", "component1")["description"] == then


@pytest.mark.parametrize("kind", ["component", "milestone", "version"])
def test_names_are_needed_and_taken_once(each, kind):
    first = each(f"ticket.{kind}.getAll")[0]
    each(f"ticket.{kind}.create", "other", {})
    taken = f'{kind.capitalize()} "{first}" already exists.'
    taken = taken if each.version == "1.4" else f"{BROKEN}UNIQUE constraint failed: {kind}.name"

    assert each.refusal(f"ticket.{kind}.create", first, {}) == (-32603, taken)
    assert each.refusal(f"ticket.{kind}.update", "other", {"name": first}) == (-32603, taken)
    assert each.refusal(f"ticket.{kind}.create", " ", {}) == (-32603, f"Invalid {kind} name.")
    assert each.refusal(f"ticket.{kind}.update", "other", {"name": ""}) == (-32603, f"Invalid {kind} name.")
    for verb in ("get", "delete"):
        assert each.refusal(f"ticket.{kind}.{verb}", "zz") == (404, f"{kind.capitalize()} zz does not exist.")
    assert each.refusal(f"ticket.{kind}.update", "zz", {}) == (404, f"{kind.capitalize()} zz does not exist.")
    assert each.refusal(f"ticket.{kind}.create", 5, {})[1] == f"{BROKEN}'int' object has no attribute 'split'"
    assert each.refusal(f"ticket.{kind}.create", "x", None)[1].endswith(
        "'NoneType' object has no attribute 'iteritems'"
    )


def test_no_name_reads_nothing_and_changes_nothing(each):
    assert each("ticket.component.get", "") == {"name": "", "owner": "", "description": ""}
    assert each("ticket.milestone.get", None) == {"name": "", "due": 0, "completed": 0, "description": ""}
    assert each("ticket.milestone.delete", "") == each("ticket.milestone.update", "", {"name": "u"}) == 0
    for kind in ("component", "version"):
        for verb, more in (("delete", ()), ("update", ({"name": "u"},))):
            text = f"Cannot {verb} non-existent {kind}"
            told = f"{text}." if each.version == "1.4" else f"{BROKEN}{text}"
            assert each.refusal(f"ticket.{kind}.{verb}", "", *more) == (-32603, told)
    assert len(each("ticket.milestone.getAll")) == 4


def test_milestones_have_dates_and_stand_in_their_order(each):
    each("ticket.milestone.create", "due", {"due": THEN, "description": "d"})
    each("ticket.milestone.create", "later", {"due": LATER})
    each("ticket.milestone.create", "done", {"completed": LATER})
    each("ticket.milestone.create", "milestone10", {"due": ""})

    assert each("ticket.milestone.get", "due") == {"name": "due", "due": THEN, "completed": 0, "description": "d"}
    assert each("ticket.milestone.getAll")[:4] == ["done", "due", "later", "milestone1"]
    assert each("ticket.milestone.getAll")[-1] == "milestone10"
    each("ticket.milestone.update", "due", {"due": None})
    assert each("ticket.milestone.get", "due")["due"] == 0
    wrong = f"{BROKEN}unsupported operand type(s) for -: 'unicode' and 'datetime.datetime'"
    assert each.refusal("ticket.milestone.update", "due", {"due": "x"}) == (-32603, wrong)


def test_a_milestone_takes_its_tickets_along_and_says_so(each):
    ticket = each.make(milestone="milestone1")
    each("ticket.milestone.update", "milestone1", {"name": "first"})
    renamed = each.log(ticket)
    each("ticket.milestone.delete", "first")

    assert renamed == [(None, "comment", "1", "Milestone renamed"), (None, "milestone", "milestone1", "first")]
    if each.version == "1.4":
        assert (each.show(ticket)["milestone"], len(each.log(ticket))) == ("first", 2)
    else:
        assert each.log(ticket)[2:] == [(None, "comment", "2", "Milestone deleted"), (None, "milestone", "first", "")]


def test_versions_stand_with_the_latest_first_and_those_without_a_time_before_all(each):
    each("ticket.version.create", "3.0", {"time": THEN})
    each("ticket.version.create", "0.9", {"time": LATER})
    each("ticket.version.create", "10.0", {})

    assert each("ticket.version.getAll") == ["10.0", "2.0", "1.0", "0.9", "3.0"]
    assert each("ticket.version.get", "3.0") == {"name": "3.0", "time": THEN, "description": ""}


def test_an_enumeration_is_sorted_by_numbers_in_text(each):
    for name, value in (("urgent", "0"), ("low", ""), ("odd", "abc"), ("whole", 4)):
        assert each("ticket.priority.create", name, value) == 0

    values = {name: each("ticket.priority.get", name) for name in each("ticket.priority.getAll")}
    assert list(values.items())[:3] == [("odd", "abc"), ("urgent", "0"), ("blocker", "1")]
    assert (values["low"], values["whole"]) == ("6", "4")
    each("ticket.priority.update", "low", "1")
    assert each("ticket.priority.getAll")[:4] == ["odd", "urgent", "blocker", "low"]


def test_the_fields_of_tickets_follow_a_new_value_at_once_in_1_0_alone(each):
    def told():
        return next(field["options"] for field in each("ticket.getTicketFields") if field["name"] == "priority")

    before = told()
    each("ticket.priority.update", "trivial", "0")
    after = told()
    each("ticket.priority.create", "new", "")

    assert before[0] == "blocker"
    assert after[0] == ("trivial" if each.version == "1.0" else "blocker")
    assert told()[0] == "trivial"


def test_removing_one_removes_all_with_its_value_and_closes_the_gap(each):
    each("ticket.priority.update", "trivial", "3")
    assert each("ticket.priority.delete", "trivial") == 0

    assert each("ticket.priority.getAll") == ["blocker", "critical", "minor"]
    assert each("ticket.priority.get", "minor") == "3"


def test_a_value_that_is_nothing_breaks_what_follows(each):
    each("ticket.priority.update", "major", None)
    text = (
        "Cannot update non-existent enum." if each.version == "1.4" else f"{BROKEN}Cannot update non-existent priority"
    )

    assert each("ticket.priority.get", "major") == 0
    assert each("ticket.priority.getAll")[0] == "major"
    assert each.refusal("ticket.priority.update", "major", "3") == (-32603, text)
    assert each.refusal("ticket.priority.delete", "major")[0] == -32603
    assert each.refusal("ticket.priority.update", "minor", {})[1].startswith(f"{BROKEN}Error binding parameter 1")


def test_enumerations_are_named_by_their_column_before_1_4(each):
    label = "Ticket Type" if each.version == "1.4" else "ticket_type"
    taken = (
        'Ticket Type value "task" already exists'
        if each.version == "1.4"
        else f"{BROKEN}UNIQUE constraint failed: enum.type, enum.name"
    )

    assert each.refusal("ticket.type.get", "x") == (404, f"{label} x does not exist.")
    assert each.refusal("ticket.type.create", "", "") == (-32603, f"Invalid {label} name.")
    assert each.refusal("ticket.type.create", " task ", "") == (-32603, taken)
    assert each.refusal("ticket.type.delete", "")[1].startswith(("Cannot delete", f"{BROKEN}Cannot delete"))
    assert each("ticket.type.get", "") == 0


def test_a_field_without_choices_is_not_there(each):
    names = [field["name"] for field in each("ticket.getTicketFields")]
    each("ticket.severity.create", "bad", "1")
    for name in each("ticket.version.getAll"):
        each("ticket.version.delete", name)
    after = [field["name"] for field in each("ticket.getTicketFields")]

    assert "severity" not in names
    assert "severity" in after
    assert "version" not in after
    assert each.show(each.make(severity="bad"))["severity"] == "bad"


def test_states_are_the_workflow_s(each):
    assert each("ticket.status.get", "new") == "0"
    assert each("ticket.status.create", "x", {}) == each("ticket.status.update", "x", {}) == 0
    assert each("ticket.status.delete", "new") == 0
    assert "new" in each("ticket.status.getAll")


def test_only_who_administers_tickets_changes_any_of_it(each):
    for method, params in (
        ("ticket.component.create", ("a", {})),
        ("ticket.milestone.delete", ("milestone1",)),
        ("ticket.priority.update", ("major", "1")),
        ("ticket.status.create", ("a", {})),
    ):
        assert each.refusal(method, *params, user="dave")[0] == 403
    assert each("ticket.component.getAll", user="carol") == ["component1", "component2"]
