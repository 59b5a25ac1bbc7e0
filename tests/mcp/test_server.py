"""The tools, tried with the official client."""

from __future__ import annotations

import json

import pytest
from tests.client.test_client import Async

from mcp import Client
from tasklab.client import AsyncTasklab
from tasklab.mcp.server import make_server


@pytest.fixture
def use(stage):
    """Call tools with the official client, one after the other; return what each gave."""

    def use(*calls):
        async def run():
            api = AsyncTasklab("https://api.example.org", stage.key, transport=Async(stage))
            async with Client(make_server(api)) as client:
                results = []
                for name, arguments in calls:
                    given = arguments(results) if callable(arguments) else arguments
                    results.append(await client.call_tool(name, given))
                return results, await client.list_tools()

        return stage.runner.run(run())

    return use


def content(result):
    assert not result.is_error, result.content
    return json.loads(result.content[0].text)


def test_there_are_ten_tools_and_each_says_what_it_does(use):
    _, listed = use()

    assert len(listed.tools) == 10
    for tool in listed.tools:
        assert tool.description
        assert tool.input_schema["type"] == "object"


def test_a_task_is_found_made_changed_and_done(stage, use):
    connection_id = stage.connect()
    stage.twin.seed(2)
    on = {"connection_id": connection_id}

    def made(results):
        return on | {"task_id": content(results[2])["id"]}

    results, _ = use(
        ("list_connections", {}),
        ("list_vocabulary", on | {"kind": "status"}),
        ("create_task", on | {"title": "Write", "more": {"label_ids": []}}),
        ("update_task", lambda results: made(results) | {"changes": {"title": "Read"}}),
        ("complete_task", made),
        ("add_comment", lambda results: made(results) | {"body": "Well done"}),
        ("list_comments", made),
        ("get_task", made),
        ("find_tasks", on | {"query": "Read"}),
        ("complete_task", lambda results: made(results) | {"is_done": False}),
        ("list_changes", {}),
    )

    given = [content(each) for each in results]
    assert [each["id"] for each in given[0]["connections"]] == [connection_id]
    assert "resolved" in [each["name"] for each in given[1]["items"]]
    assert (given[3]["title"], given[4]["status"]["category"]) == ("Read", "done")
    assert [each["body"] for each in given[6]["comments"]] == ["Well done"]
    assert [each["title"] for each in given[8]["tasks"]] == ["Read"]
    assert "description" not in given[8]["tasks"][0]
    assert given[9]["status"]["category"] != "done"
    assert given[10]["items"] == []


def test_a_refusal_is_told_so_that_the_call_can_be_mended(stage, use):
    on = {"connection_id": stage.connect()}

    results, _ = use(
        ("get_task", on | {"task_id": "99"}),
        ("list_vocabulary", on | {"kind": "project"}),
        ("update_task", on | {"task_id": "1", "changes": {"colour": "red"}}),
        ("get_task", {"connection_id": "con_nothing", "task_id": "1"}),
    )

    assert all(each.is_error for each in results)
    words = [each.content[0].text for each in results]
    for told, expected in zip(words, ("No such object", "no class for projects", "colour", "con_nothing"), strict=True):
        assert expected in told
