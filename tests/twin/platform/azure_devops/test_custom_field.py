"""Fields of an organisation's own: what kinds there are, what they hold, and what they refuse."""

from __future__ import annotations

import pytest

KINDS = {
    "Custom.Surface": "string",
    "Custom.Grade": "integer",
    "Custom.Code": "string",
    "Custom.Visits": "integer",
    "Custom.Cost": "double",
    "Custom.Approved": "boolean",
    "Custom.Inspected": "dateTime",
    "Custom.Inspector": "string",
    "Custom.Findings": "html",
}


def test_own_fields_are_told_with_their_kinds(azure):
    fields = {each["referenceName"]: each for each in azure.get("//wit/fields")["value"]}
    own = {name: each for name, each in fields.items() if name.startswith("Custom.")}

    assert {name: each["type"] for name, each in own.items()} == KINDS
    assert [name for name, each in own.items() if each["isIdentity"]] == ["Custom.Inspector"]
    picklists = {name: each["picklistId"] for name, each in own.items() if each["isPicklist"]}
    assert list(picklists) == ["Custom.Surface", "Custom.Grade"]
    assert len(set(picklists.values())) == 2
    assert not any(each["isPicklist"] for name, each in fields.items() if name not in own)
    assert azure.get("//wit/fields/custom.approved").body == own["Custom.Approved"]
    assert azure.get("//wit/fields/Inspected")["referenceName"] == "Custom.Inspected"


def test_a_picklist_is_told_by_the_id_that_its_field_names(azure):
    preview = f"{azure.version}-preview.1"
    fields = {each["referenceName"]: each for each in azure.get("//wit/fields")["value"]}
    lists = azure.get("//work/processes/lists", api=preview)["value"]
    assert {each["id"] for each in lists} == {each["picklistId"] for each in fields.values() if each["isPicklist"]}
    assert not any("items" in each for each in lists)

    grade = azure.get(f"//work/processes/lists/{fields['Custom.Grade']['picklistId']}", api=preview)
    assert (grade["items"], grade["type"], grade["isSuggested"]) == (["1", "2", "3"], "Integer", False)
    assert azure.get("//work/processes/lists/nothing", api=preview).status == 404
    assert azure.get("//work/processes/lists", api=azure.version).status == 400


def test_a_type_tells_the_values_of_its_own_fields(azure):
    fields = azure.get("/wit/workitemtypes/Task/fields?$expand=allowedValues")["value"]
    allowed = {each["referenceName"]: each["allowedValues"] for each in fields}

    assert allowed["Custom.Surface"] == ["Paper", "Stone", "Wood"]
    assert allowed["Custom.Grade"] == ["1", "2", "3"]
    assert allowed["Custom.Code"] == allowed["Custom.Approved"] == []
    assert azure.facts["second_user_id"] in {each["id"] for each in allowed["Custom.Inspector"]}
    assert azure.get("/wit/workitemtypes/Epic/fields/Custom.Code").status == 400


@pytest.mark.parametrize(
    ("name", "sent", "kept"),
    [
        ("Surface", "stone", "Stone"),
        ("Grade", 2, 2),
        ("Grade", "3", 3),
        ("Code", "A-1", "A-1"),
        ("Code", 7, "7"),
        ("Visits", "4", 4),
        ("Cost", "2.5", 2.5),
        ("Cost", -3, -3),
        ("Approved", True, True),
        ("Approved", False, False),
        ("Approved", "False", False),
        ("Inspected", "2024-02-29T10:00:00+02:00", "2024-02-29T08:00:00Z"),
        ("Findings", "<p>a</p>", "<p>a</p>"),
    ],
)
def test_own_fields_hold_values_of_their_kind(azure, name, sent, kept):
    task = azure.make()
    azure.edit(task, ("add", f"/fields/Custom.{name}", sent))

    assert azure.fields(task)[f"Custom.{name}"] == kept
    assert azure.edit(task, ("test", f"/fields/Custom.{name}", kept)).status == 200
    azure.edit(task, ("remove", f"/fields/Custom.{name}"))
    assert f"Custom.{name}" not in azure.fields(task)


def test_an_own_field_of_a_person_tells_them_in_full(azure):
    task = azure.make(Custom__Inspector="lin@acme.example")

    assert azure.fields(task)["Custom.Inspector"]["id"] == azure.facts["second_user_id"]
    assert azure.find("[Custom.Inspector] = 'Lin Park'") == [task]


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("Surface", "Glass", "is not in the list of supported values"),
        ("Grade", 4, "is not in the list of supported values"),
        ("Code", "x" * 256, "InvalidTooLong"),
        ("Visits", 1.5, "InvalidType"),
        ("Cost", "much", "InvalidType"),
        ("Approved", "yes", "InvalidType"),
        ("Approved", "", "InvalidType"),
        ("Inspected", "soon", "InvalidType"),
        ("Inspector", "nobody@acme.example", "unknown identity"),
    ],
)
def test_own_fields_refuse_what_is_of_another_kind(azure, name, sent, said):
    task = azure.make()

    answer = azure.edit(task, ("add", f"/fields/Custom.{name}", sent))
    assert answer.status == 400
    assert said in answer["message"]
    assert f"Custom.{name}" not in azure.fields(task)


def test_a_type_without_an_own_field_refuses_it(azure):
    assert "InvalidNotSupported" in azure.try_make(type_="Epic", Custom__Code="x")["message"]
    assert "TF51535" in azure.try_make(Custom__Nothing="x")["message"]


def test_a_boolean_is_asked_for_by_equality(azure):
    yes, no, _ = azure.make(Custom__Approved=True), azure.make(Custom__Approved=False), azure.make()

    assert azure.find("[Custom.Approved] = true") == azure.find("[Custom.Approved] <> False AND [Id] = 1") == [yes]
    assert azure.find("[Custom.Approved] = 'false'") == [no]
    for where in ("> true", "EVER true", "IN (true)", "= 'yes'", "CONTAINS 'true'"):
        said = azure.ask(f"SELECT [System.Id] FROM WorkItems WHERE [Custom.Approved] {where}")
        assert said.status == 400, where
    operations = azure.get("//wit/fields/Custom.Approved")["supportedOperations"]
    assert [each["name"] for each in operations] == ["=", "<>"]
