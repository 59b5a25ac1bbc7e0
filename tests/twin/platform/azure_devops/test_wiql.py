"""The query language."""

from __future__ import annotations

import pytest


@pytest.fixture
def stocked(azure):
    azure.post("/wit/classificationnodes/areas", {"name": "Roof"})
    azure.make(
        "Mend the roof", "Bug", System__AreaPath="Home\\Roof", System__Tags="wet; high", System__AssignedTo="Lin Park"
    )
    azure.twin.clock.advance(86_400)
    azure.make("Sweep the floor", System__Description="<p>With a broom</p>", Custom__Visits=3)
    azure.make("Paint", "User Story", Microsoft__VSTS__Common__Priority=1, System__AssignedTo="Ada Berg")
    azure.set(2, System__State="Active")
    azure.set(3, System__State="Active")
    azure.set(3, System__State="Closed")
    return azure


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("[System.Id] > 1", [2, 3]),
        ("[System.Id] IN (1, 3, 9)", [1, 3]),
        ("NOT [System.Id] = 1", [2, 3]),
        ("[System.State] = 'active'", [2]),
        ("[State] <> 'Active' AND [Work Item Type] <> 'Bug'", [3]),
        ("System.State NOT IN ('Active', 'Closed')", [1]),
        ("[System.Title] CONTAINS 'ROOF' OR [System.Title] = 'paint'", [1, 3]),
        ("[System.Title] NOT CONTAINS 'the'", [3]),
        ("[System.Description] CONTAINS WORDS 'broom'", [2]),
        ("[System.Description] CONTAINS WORDS 'bro*'", [2]),
        ("[System.Description] CONTAINS WORDS 'bro'", []),
        ("[System.Description] IS NOT EMPTY", [2]),
        ("[System.AssignedTo] = @me", [3]),
        ("[System.AssignedTo] = 'Lin Park <lin@acme.example>'", [1]),
        ("[System.AssignedTo] = 'nobody'", []),
        ("[System.AssignedTo] = ''", [2]),
        ("[System.AssignedTo] <> @me", [1, 2]),
        ("[System.AreaPath] UNDER 'Home'", [1, 2, 3]),
        ("[System.AreaPath] UNDER 'Home\\roof'", [1]),
        ("[System.AreaPath] NOT UNDER 'Home\\Roof'", [2, 3]),
        ("[System.AreaPath] = 'Home'", [2, 3]),
        ("[System.Tags] CONTAINS 'WET'", [1]),
        ("[System.Tags] CONTAINS 'we'", []),
        ("[System.State] EVER 'Active'", [2, 3]),
        ("[System.State] WAS EVER 'New' AND [System.State] = 'Closed'", [3]),
        ("[System.CreatedDate] = @today", [2, 3]),
        ("[System.CreatedDate] >= @today - 1", [1, 2, 3]),
        ("[System.CreatedDate] < '2023-11-15'", [1]),
        ("[System.CreatedDate] < '11/15/2023'", [1]),
        ("[System.CreatedDate] >= @startOfDay('-1d')", [1, 2, 3]),
        ("[System.CreatedDate] >= @startOfMonth('+1m')", []),
        ("[System.CreatedBy] = [System.AssignedTo]", [3]),
        ("[Custom.Visits] >= 3", [2]),
        ("[Custom.Visits] < 3", []),
        ("([System.Id] = 1 OR [System.Id] = 2) AND [System.TeamProject] = @project", [1, 2]),
        ("[System.TeamProject] = 'Vault'", []),
        ("[Microsoft.VSTS.Common.Priority] = '1'", [3]),
    ],
)
def test_conditions_mean_what_they_say(stocked, where, ids):
    assert stocked.find(where) == ids


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("ORDER BY [System.Title]", [1, 3, 2]),
        ("ORDER BY [System.Title] DESC", [2, 3, 1]),
        ("ORDER BY [System.AssignedTo] ASC", [2, 3, 1]),
        ("ORDER BY [Microsoft.VSTS.Common.Priority], [System.Id] DESC", [3, 2, 1]),
    ],
)
def test_order_puts_what_is_empty_first(stocked, order, ids):
    assert stocked.find("[System.Id] > 0", order) == ids


def test_an_answer_has_ids_columns_and_order(stocked):
    said = stocked.ask("SELECT [System.Id], [System.Title] FROM workitems ORDER BY [System.Id] DESC", "?$top=2")

    assert [each["id"] for each in said["workItems"]] == [3, 2]
    assert [each["referenceName"] for each in said["columns"]] == ["System.Id", "System.Title"]
    assert said["sortColumns"][0]["descending"] is True
    assert (said["queryType"], said["queryResultType"]) == ("flat", "workItem")


def test_times_need_to_be_asked_for(stocked):
    where = "[System.CreatedDate] > '2023-11-14T22:13:20Z'"

    said = stocked.ask(f"SELECT [System.Id] FROM WorkItems WHERE {where}")
    assert said.status == 400
    assert said["message"].startswith(
        "You cannot supply a time with the date when running a query using date precision."
    )
    assert stocked.find(where, query="?timePrecision=true") == [2, 3]


def test_a_query_sees_the_past(stocked):
    assert stocked.find("[System.State] = 'New'", "ASOF '2023-11-15'") == [1]
    assert stocked.find("[System.Id] > 0", "ASOF '2023-11-01'") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT",
        "[System.Id]",
        "SELECT TOP 5 [System.Id] FROM WorkItems",
        "SELECT [System.Id] FROM Nothing",
        "SELECT [System.Id] FROM WorkItemLinks",
        "SELECT [Nothing] FROM WorkItems",
        "SELECT [System.Id] FROM WorkItems WHERE",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 'x'",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 1 AND",
        "SELECT [System.Id] FROM WorkItems WHERE ([System.Id] = 1",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Id] LIKE 1",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Title] = 'x",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Description] = 'x'",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Title] UNDER 'x'",
        "SELECT [System.Id] FROM WorkItems WHERE [System.AreaPath] UNDER 'Nowhere'",
        "SELECT [System.Id] FROM WorkItems WHERE [System.CreatedDate] > 'soon'",
        "SELECT [System.Id] FROM WorkItems WHERE [System.CreatedDate] > @today - 9999999999",
        "SELECT [System.Id] FROM WorkItems WHERE [System.AssignedTo] = @nobody",
        "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = [System.Title]",
        "SELECT [System.Id] FROM WorkItems ORDER BY",
        "SELECT [System.Id] FROM WorkItems WHERE " + "(" * 200,
        "SELECT [System.Id] FROM WorkItems WHERE [System.Title] = '" + "x" * 32_000 + "'",
    ],
)
def test_a_broken_query_is_400(stocked, query):
    said = stocked.ask(query)

    assert said.status == 400
    assert said["message"]


def test_a_query_sees_what_who_asks_may_see(stocked):
    assert stocked.find("[System.Id] > 0", user="guest") == [1, 2, 3]
    stocked.delete("/wit/workitems/1")
    assert stocked.find("[System.Id] > 0") == [2, 3]


def test_twenty_thousand_is_the_most(azure):
    azure.twin.seed(20_001)

    said = azure.ask("SELECT [System.Id] FROM WorkItems")
    assert (said.status, said["message"].split(":")[0]) == (400, "VS402337")
    assert len(azure.ask("SELECT [System.Id] FROM WorkItems", "?$top=20000")["workItems"]) == 20_000
