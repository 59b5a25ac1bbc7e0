"""Work items: their fields, states, places, tags, revisions."""

from __future__ import annotations

import pytest
from tests.twin.platform.azure_devops.caller import PATCH

from tasklab.twin.platform.azure_devops.moment import parse


def test_a_new_item_has_what_its_type_gives(azure):
    fields = azure.fields(azure.make("Sweep", "User Story"))

    assert (fields["System.State"], fields["System.Reason"]) == ("New", "New")
    assert (fields["System.AreaPath"], fields["System.IterationPath"]) == ("Home", "Home")
    assert fields["Microsoft.VSTS.Common.Priority"] == 2
    assert fields["Microsoft.VSTS.Common.ValueArea"] == "Business"
    assert fields["System.CreatedBy"]["uniqueName"] == "ada@acme.example"
    assert fields["System.CreatedDate"] == "2023-11-14T22:13:20Z"


def test_ids_are_the_organisations_and_never_given_twice(azure):
    one = azure.make()
    azure.delete(f"/wit/workitems/{one}?destroy=true")

    assert azure.make() == one + 1


def test_a_title_is_needed_and_has_255_characters(azure):
    said = azure.try_make("  ")

    assert said["message"] == "TF401320: Rule Error for field Title. Error code: Required, InvalidEmpty."
    (error,) = said["customProperties"]["RuleValidationErrors"]
    assert (error["fieldReferenceName"], error["fieldStatusFlags"]) == ("System.Title", "required, invalidEmpty")
    assert azure.try_make("x" * 255).status == 200
    assert azure.try_make("x" * 256).status == 400


@pytest.mark.parametrize(
    ("fields", "key", "part"),
    [
        ({"Nothing": 1}, "WorkItemTrackingFieldDefinitionNotFoundException", "TF51535: Cannot find field Nothing."),
        ({"System__BoardColumn": "New"}, "WorkItemFieldInvalidException", "TF401326"),
        ({"Microsoft__VSTS__Common__Priority": 9}, "RuleValidationException", "contains the value '9'"),
        ({"Microsoft__VSTS__Common__Priority": "high"}, "RuleValidationException", "InvalidType"),
        ({"Microsoft__VSTS__Scheduling__StartDate": "soon"}, "RuleValidationException", "InvalidType"),
        ({"Microsoft__VSTS__Scheduling__StartDate": "1700-01-01"}, "RuleValidationException", "InvalidDate"),
        ({"Microsoft__VSTS__Scheduling__RemainingWork": True}, "RuleValidationException", "InvalidType"),
        ({"Microsoft__VSTS__Scheduling__StoryPoints": 3}, "RuleValidationException", "InvalidNotSupported"),
        ({"System__AreaPath": "Home\\Nowhere"}, "WorkItemInvalidTreeNameException", "TF401347"),
        ({"System__AssignedTo": "nobody"}, "RuleValidationException", "is an unknown identity"),
        ({"System__State": "Closed"}, "RuleValidationException", "contains the value 'Closed'"),
        ({"System__State": ""}, "RuleValidationException", "Required"),
        ({"System__Title": {"a": 1}}, "RuleValidationException", "InvalidType"),
        ({"Custom__Visits": 1.5}, "RuleValidationException", "InvalidType"),
    ],
)
def test_values_that_a_field_does_not_take_are_400(azure, fields, key, part):
    said = azure.try_make(**fields)

    assert (said.status, said.key) == (400, key)
    assert part in said["message"]
    assert azure.find("[System.Id] > 0") == []


def test_values_are_kept_in_their_types(azure):
    fields = azure.fields(
        azure.make(
            Microsoft__VSTS__Common__Priority="1",
            Microsoft__VSTS__Scheduling__RemainingWork="2.5",
            Microsoft__VSTS__Scheduling__StartDate="2024-02-29T10:00:00.120+02:00",
            Custom__Surface="WOOD",
            System__Description="<p>a &amp; b</p>",
        )
    )

    assert fields["Microsoft.VSTS.Common.Priority"] == 1
    assert fields["Microsoft.VSTS.Scheduling.RemainingWork"] == 2.5
    assert fields["Microsoft.VSTS.Scheduling.StartDate"] == "2024-02-29T08:00:00.12Z"
    assert fields["Custom.Surface"] == "Wood"
    assert fields["System.Description"] == "<p>a &amp; b</p>"


@pytest.mark.parametrize("way", ["lin@acme.example", "Lin Park", "Lin Park <LIN@acme.example>", "id", "object"])
def test_a_person_goes_by_many_names_and_not_by_a_bare_id(azure, way):
    id_ = azure.facts["second_user_id"]
    value = {"object": {"id": id_}, "id": id_}.get(way, way)
    said = azure.try_make(System__AssignedTo=value)

    if way == "id":
        assert said.status == 400
    else:
        assert said["fields"]["System.AssignedTo"]["id"] == id_


def test_a_field_is_emptied_by_nothing_and_by_taking_it_away(azure):
    task = azure.make(System__AssignedTo="Lin Park", Custom__Visits=3, System__Description="x")

    azure.edit(task, ("remove", "/fields/System.AssignedTo"))
    azure.set(task, Custom__Visits=None, System__Description="")
    assert not {"System.AssignedTo", "Custom.Visits", "System.Description"} & azure.fields(task).keys()


def test_computed_fields_pass_in_silence(azure):
    task = azure.make(System__Id=77, System__CreatedBy="Lin Park", System__Parent=1)

    assert task == 1
    assert azure.fields(task)["System.CreatedBy"]["displayName"] == "Ada Berg"
    assert "System.Parent" not in azure.fields(task)


def test_states_stamp_who_and_when(azure):
    bug = azure.make("Leak", "Bug")
    azure.twin.clock.advance(60)
    azure.set(bug, System__State="active")
    azure.twin.clock.advance(60)
    resolved = azure.set(bug, System__State="Resolved", System__Reason="Duplicate")["fields"]

    assert (resolved["System.State"], resolved["System.Reason"]) == ("Resolved", "Duplicate")
    assert resolved["Microsoft.VSTS.Common.ActivatedDate"] == "2023-11-14T22:14:20Z"
    assert resolved["Microsoft.VSTS.Common.ResolvedDate"] == "2023-11-14T22:15:20Z"
    assert resolved["Microsoft.VSTS.Common.ResolvedReason"] == "Duplicate"
    closed = azure.set(bug, System__State="Closed")["fields"]
    assert closed["Microsoft.VSTS.Common.ClosedBy"]["displayName"] == "Ada Berg"
    again = azure.set(bug, System__State="Active")["fields"]
    assert not [name for name in again if "Closed" in name or "Resolved" in name]


def test_a_state_of_another_type_and_an_unknown_reason_are_refused(azure):
    task = azure.make()

    assert azure.set(task, System__State="Resolved").status == 400
    assert azure.set(task, System__Reason="Because").status == 400


def test_rules_are_passed_over_by_who_may(azure):
    said = azure.try_make("Old", query="?bypassRules=true", System__State="Closed")

    assert said["fields"]["System.State"] == "Closed"
    assert azure.try_make("Old", user="second", query="?bypassRules=true").status == 403


def test_tags_are_added_or_replaced(azure):
    task = azure.make(System__Tags="wet; Roof ;wet,old")
    assert azure.fields(task)["System.Tags"] == "old; Roof; wet"

    azure.set(task, System__Tags="new")
    assert azure.fields(task)["System.Tags"] == "new; old; Roof; wet"
    azure.edit(task, ("replace", "/fields/System.Tags", "ROOF"))
    assert azure.fields(task)["System.Tags"] == "Roof"
    azure.set(task, System__Tags="")
    assert "System.Tags" not in azure.fields(task)
    assert [tag["name"] for tag in azure.get("/wit/tags")["value"]] == ["new", "old", "Roof", "wet"]


def test_a_tag_is_renamed_and_deleted_wherever_it_is(azure):
    task = azure.make(System__Tags="wet; old")
    azure.patch("/wit/tags/wet", {"name": "damp"})
    assert azure.fields(task)["System.Tags"] == "damp; old"

    azure.delete("/wit/tags/damp")
    assert azure.fields(task)["System.Tags"] == "old"
    assert azure.get("/wit/tags/damp").status == 404


def test_too_many_tags_are_refused(azure):
    assert azure.try_make(System__Tags="; ".join(map(str, range(101)))).status == 400
    assert azure.try_make(System__Tags="x" * 401).status == 400


def test_a_test_of_the_revision_guards_a_change(azure):
    task = azure.make()
    azure.set(task, System__Title="Two")
    said = azure.edit(task, ("test", "/rev", 1), ("add", "/fields/System.Title", "Lost"))

    assert (said.status, said.key) == (412, "TestPatchOperationFailedException")
    assert "value 2 was not equal to test value 1" in said["message"]
    assert azure.fields(task)["System.Title"] == "Two"
    assert azure.edit(task, ("test", "/rev", 2), ("add", "/fields/System.Title", "Three"))["rev"] == 3
    assert azure.edit(task, ("test", "/fields/System.State", "Closed")).status == 412


def test_a_change_of_nothing_makes_no_revision(azure):
    task = azure.make()

    assert azure.set(task, System__Title="Sweep")["rev"] == 1
    assert len(azure.get(f"/wit/workItems/{task}/updates")["value"]) == 1


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        [{"op": "add"}],
        [{"op": "move", "path": "/fields/System.Title"}],
        [{"op": "add", "path": "/nothing", "value": 1}],
        [{"op": "add", "path": "/relations/x", "value": {}}],
        [{"op": "remove", "path": "/relations/7"}],
        [{"op": "add", "path": "/relations/-", "value": {"rel": "Nothing", "url": "x"}}],
        [7],
    ],
)
def test_what_is_no_patch_is_400(azure, document):
    assert azure.patch(f"/wit/workitems/{azure.make()}", document, kind=PATCH).status == 400


def test_validating_keeps_nothing(azure):
    task = azure.make()

    assert azure.edit(task, ("add", "/fields/System.Title", "x"), query="?validateOnly=true")["rev"] == 1
    assert azure.fields(task)["System.Title"] == "Sweep"
    assert "id" not in azure.try_make(query="?validateOnly=true").body
    assert azure.find("[System.Id] > 0") == [task]


def test_an_item_moves_to_another_type_and_project(azure):
    capabilities = {"processTemplate": {"templateTypeId": "adcc42ab-9882-485e-a3ed-7678f01f66bc"}}
    azure.post("//projects", {"name": "Yard", "capabilities": capabilities})
    azure.twin.clock.advance(1)
    task = azure.make()
    azure.set(task, System__WorkItemType="Bug")
    azure.set(task, System__TeamProject="Yard")

    said = azure.get(f"//wit/workitems/{task}")
    assert said["fields"]["System.WorkItemType"] == "Bug"
    assert (said["fields"]["System.TeamProject"], said["fields"]["System.AreaPath"]) == ("Yard", "Yard")
    assert azure.get(f"/wit/workitems/{task}").status == 404
    assert azure.find("[System.TeamProject] = 'Yard'") == [task]


def test_fields_are_chosen_and_expanded(azure):
    task = azure.make()

    assert azure.get(f"/wit/workitems/{task}?fields=system.id,System.Title")["fields"] == {
        "System.Id": task,
        "System.Title": "Sweep",
    }
    assert "System.Rev" in azure.get(f"/wit/workitems/{task}?$expand=all")["fields"]
    assert azure.get(f"/wit/workitems/{task}?fields=Nothing").status == 400
    assert azure.get(f"/wit/workitems/{task}?fields=System.Id&$expand=all").key == "ConflictingParametersException"
    assert azure.get(f"/wit/workitems/{task}?$expand=some").status == 400


def test_several_items_come_in_the_order_that_is_asked(azure):
    one, two = azure.make("One"), azure.make("Two")

    said = azure.get(f"/wit/workitems?ids={two},{one}")
    assert [each["id"] for each in said["value"]] == [two, one]
    body = {"ids": [two, 99, one], "errorPolicy": "omit", "fields": ["System.Title"]}
    assert [each and each["fields"] for each in azure.post("/wit/workitemsbatch", body)["value"]] == [
        {"System.Title": "Two"},
        None,
        {"System.Title": "One"},
    ]
    assert azure.post("/wit/workitemsbatch", {"ids": [one, 99]}).status == 404
    assert azure.post("/wit/workitemsbatch", {"ids": list(range(1, 202))}).status == 400


def test_an_item_is_told_as_it_was(azure):
    task = azure.make("Before")
    azure.twin.clock.advance(3600)
    azure.set(task, System__Title="After")

    said = azure.get(f"/wit/workitems/{task}?asOf=2023-11-14T22:30:00Z")
    assert (said["rev"], said["fields"]["System.Title"]) == (1, "Before")
    assert azure.get(f"/wit/workitems/{task}?asOf=2020-01-01").status == 404


def test_each_revision_is_of_a_later_moment(azure):
    task = azure.make("A")
    for title in ("B", "C"):
        azure.edit(task, ("replace", "/fields/System.Title", title))
    updates = azure.get(f"/wit/workItems/{task}/updates")["value"]
    moments = [parse(each["fields"]["System.ChangedDate"]["newValue"]) for each in updates]
    assert moments == sorted(set(moments))


def test_updates_tell_old_and_new_values(azure):
    task = azure.make("Before", System__AssignedTo="Lin Park")
    azure.edit(task, ("remove", "/fields/System.AssignedTo"), ("add", "/fields/System.Title", "After"))
    first, second = azure.get(f"/wit/workItems/{task}/updates")["value"]

    assert first["fields"]["System.Title"] == {"newValue": "Before"}
    assert second["fields"]["System.Title"] == {"oldValue": "Before", "newValue": "After"}
    assert list(second["fields"]["System.AssignedTo"]) == ["oldValue"]
    assert second["revisedDate"] == "9999-01-01T00:00:00Z"
    assert [each["rev"] for each in azure.get(f"/wit/workItems/{task}/revisions?$skip=1")["value"]] == [2]


def test_a_template_says_what_a_new_item_has(azure):
    said = azure.get("/wit/workitems/$Bug")

    assert said["fields"]["Microsoft.VSTS.Common.Severity"] == "3 - Medium"
    assert "System.Title" not in said["fields"]


def test_deleted_items_wait_in_the_bin(azure):
    one, two = azure.make("One"), azure.make("Two")
    azure.relate(one, "System.LinkTypes.Related", two)
    said = azure.delete(f"/wit/workitems/{one}")

    assert (said["name"], said["deletedBy"]) == ("One", "Ada Berg <ada@acme.example>")
    assert said["deletedDate"] == "11/14/2023 10:13:20 PM"
    assert azure.get(f"/wit/workitems/{one}").status == 404
    assert azure.find("[System.Id] > 0") == [two]
    assert [each["id"] for each in azure.get("/wit/recyclebin")["value"]] == [one]
    assert azure.patch(f"/wit/recyclebin/{one}", {"isDeleted": False}).status == 200
    assert azure.fields(one)["System.Title"] == "One"

    azure.delete(f"/wit/workitems/{one}")
    assert azure.delete(f"/wit/recyclebin/{one}").status == 204
    assert azure.get(f"/wit/recyclebin/{one}").status == 404
    assert azure.relations(two) == []


def test_a_batch_answers_each_of_its_parts(azure):
    task = azure.make()
    steps = [{"op": "add", "path": "/fields/System.Title", "value": "Two"}]
    parts = [
        {"method": "PATCH", "uri": f"/_apis/wit/workitems/{task}?api-version=7.1", "body": steps},
        {"method": "PATCH", "uri": "/_apis/wit/workitems/99?api-version=7.1", "body": steps},
        {"method": "PATCH", "uri": "/Home/_apis/wit/workitems/$Task?api-version=7.1", "body": steps},
        {"method": "GET", "uri": f"/_apis/wit/workitems/{task}"},
    ]

    said = azure.post("//wit/$batch", parts)
    assert [each["code"] for each in said["value"]] == [200, 404, 200, 400]
    assert azure.fields(task)["System.Title"] == "Two"


def test_an_unknown_expansion_is_refused_before_anything_is_done(azure):
    task = azure.make("One")
    title = ("add", "/fields/System.Title", "Two")

    assert azure.edit(task, title, query="?$expand=every").status == 400
    assert azure.try_make("Two", query="?$expand=every").status == 400
    assert azure.fields(task)["System.Title"] == "One"
    assert azure.find("[System.Title] = 'Two'") == []
    assert azure.get("/wit/workitems/$Task").status == 200
    assert azure.get("/wit/workitems/$Task?$expand=every").status == 400
    assert azure.get("/wit/workitems/$Task?asOf=never").status == 400
    assert azure.get("//wit/fields?$expand=every").status == 400
    assert azure.get("//wit/fields?$expand=extensionFields").status == 200
