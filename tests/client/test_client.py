"""The Python client, against the service itself."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import TransportError
from tasklab.client import AsyncTasklab, Tasklab
from tasklab.client.generate import FILE, render_surface
from tasklab.generate.formatting import format_modules
from tasklab.twin.fault import Fault
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import (
    NotFoundError,
    PlatformUnavailableError,
    RateLimitedError,
    UnsupportedMethodError,
    ValidationError,
)
from tasklab.unified.objects import Task
from tasklab.unified.parameter.discussion import CommentCreateParameters, CommentListParameters
from tasklab.unified.parameter.people import UserMeParameters
from tasklab.unified.parameter.project import ProjectListParameters
from tasklab.unified.parameter.task import (
    TaskCreateParameters,
    TaskDeleteParameters,
    TaskGetParameters,
    TaskListParameters,
    TaskUpdateParameters,
)


class ToStage:
    """A transport that hands requests to the application."""

    def __init__(self, stage):
        self.stage, self.spoilt = stage, []

    async def answer(self, request):
        parts = urlsplit(request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {name.lower(): value for name, value in request.headers}
        reply = await self.stage.send(request.verb, path, request.body or b"", headers)
        return Response(status=reply.status, headers=reply.headers, body=reply.body)


class Blocking(ToStage):
    def send(self, request):
        reply = self.stage.runner.run(self.answer(request))
        if self.spoilt:
            raise TransportError(self.spoilt.pop(), may_have_arrived=True)
        return reply


class Async(ToStage):
    async def send(self, request):
        return await self.answer(request)


@pytest.fixture
def slept():
    return []


@pytest.fixture
def api(stage, slept):
    return Tasklab("https://api.example.org", stage.key, transport=Blocking(stage), sleep=slept.append)


@pytest.fixture
def on(stage, api):
    return api.connection(stage.connect())


def test_a_task_is_made_read_changed_and_deleted(on):
    made = on.call(TaskCreateParameters(title="Write"))

    assert isinstance(made, Task)
    assert on.call(TaskUpdateParameters(id=made.id, title="Read", assignee_ids=None)).title == "Read"
    assert (
        on.call(TaskGetParameters(id=made.id, fields=["id", "title", "platform", "platform_version"])).title == "Read"
    )
    assert on.call(CommentCreateParameters(task_id=made.id, body="Well")).body == "Well"
    assert [each.body for each in on.iterate(CommentListParameters(task_id=made.id))] == ["Well"]
    assert on.call(TaskDeleteParameters(id=made.id)).id == made.id
    assert on.call(UserMeParameters()).name == "alice"


def test_a_list_is_walked(stage, on):
    stage.twin.seed(7)

    assert len({each.id for each in on.iterate(TaskListParameters(limit=3))}) == 7


def test_errors_are_those_of_the_unified_model(on):
    with pytest.raises(NotFoundError) as caught:
        on.call(TaskGetParameters(id="a/b"))
    assert (caught.value.method, caught.value.platform) == ("task.get", "roundup")
    with pytest.raises(UnsupportedMethodError):
        on.call(ProjectListParameters())
    with pytest.raises(TypeError):
        on.call(object())


def test_the_services_own_errors_keep_their_kind(stage):
    api = Tasklab("https://api.example.org", "tasklab_wrong", transport=Blocking(stage))
    with pytest.raises(Exception, match="API key") as caught:
        api.request("GET", "/v1/connections")
    assert caught.value.kind == "api_key"
    assert "tasklab_wrong" not in repr(api) + repr(api.access) + str(caught.value)


def test_a_write_whose_answer_was_lost_is_sent_again_and_made_once(stage, api, on):
    api._transport.spoilt = ["reset"]

    on.call(TaskCreateParameters(title="x"))

    assert len(stage.site.rows["issue"]) == 1


def test_it_gives_up_in_the_end_and_says_what_is_unknown(stage, api, on):
    api._transport.spoilt = ["reset"] * 3
    with pytest.raises(PlatformUnavailableError) as caught:
        on.call(TaskCreateParameters(title="x"))
    assert caught.value.outcome_unknown


def test_it_waits_as_long_as_it_is_told(stage, on, slept):
    stage.twin.misbehave(Fault(kind="rate_limited", retry_after_s=7, count=1))

    with pytest.raises(RateLimitedError):  # no time passes here: it is as busy when it is asked again
        on.call(TaskListParameters())
    assert slept == [7.0, 7.0]


def test_any_request_of_the_api(stage, api):
    assert api.request("GET", "/v1/events") == {"items": [], "next_cursor": "0", "has_more": False}
    made = api.request("POST", "/v1/connections", {"platform": "roundup", "sandbox": True})
    assert api.request("DELETE", f"/v1/connections/{made['id']}") is None
    assert list(api.events()) == []


def test_the_asynchronous_client_does_the_same(stage):
    connection_id = stage.connect()
    stage.twin.seed(5)

    async def use():
        async with AsyncTasklab("https://api.example.org", stage.key, transport=Async(stage)) as api:
            on = api.connection(connection_id)
            made = await on.call(TaskCreateParameters(title="x"))
            found = [each.id async for each in on.iterate(TaskListParameters(limit=2))]
            with pytest.raises(ValidationError):
                await on.call(TaskListParameters(cursor="no cursor"))
            return made.id, found, [each async for each in api.events()]

    made, found, events = stage.runner.run(use())
    assert (len(set(found)), made in found, events) == (6, True, [])


def test_every_method_has_parameters_of_its_own():
    assert len({method.parameters for method in METHODS.values()}) == len(METHODS)


def test_the_types_are_those_of_the_catalogue():
    assert FILE.read_text("utf-8") == format_modules({"surface": render_surface()})["surface"]


def test_a_transport_of_ones_own_is_closed_where_it_can_be(stage):
    with Tasklab("https://api.example.org", stage.key, transport=Blocking(stage)) as api:
        assert repr(api.connection("con_1")) == "Connection('con_1')"
    asyncio.run(AsyncTasklab("https://api.example.org", "k", transport=Async(stage)).aclose())
