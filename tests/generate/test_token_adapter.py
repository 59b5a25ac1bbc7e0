"""A platform behind OAuth 2 that knows objects below what they are in, and whose pages say where the next one is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from tests.generate.sample import adapter_of, answer, read_sample, run

from tasklab.adapter.auth import OAuth2Auth
from tasklab.adapter.client import Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.direct import DirectDriver
from tasklab.adapter.message import Response
from tasklab.unified.error import PlatformError, ValidationError
from tasklab.unified.parameter import task

GIVEN = {"client_id": "app", "grant": "r0"}
MAILBOX: Any = type(adapter_of("mailbox", read_sample("mailbox")))
TASK = {"id": "1", "title": "a"}
HOME = answer({"id": "h"})
DAY = dt.datetime(2027, 1, 31, tzinfo=dt.UTC)


def connected(**more: str) -> Any:
    return MAILBOX(Connection("c1", GIVEN | more))


def auth_of(**more: str) -> OAuth2Auth:
    auth = connected(**more).auth
    assert isinstance(auth, OAuth2Auth)
    return auth


class TestTheCredential:
    def test_is_made_of_parameters_and_what_stands_for_those_left_out(self):
        auth = auth_of()
        assert auth.token_url == "https://login.example/common/token"
        assert (auth.client_id, auth.client_secret, auth.scope) == ("app", None, "tasks")
        assert (auth.refresh_token, auth.parameter) == ("r0", "grant")

    def test_is_made_of_what_a_customer_gives(self):
        auth = auth_of(client_secret="s", login="https://login.other", tenant="a/b")
        assert auth.token_url == "https://login.other/a%2Fb/token"
        assert auth.client_secret == "s"

    def test_goes_to_the_address_that_is_usual(self):
        assert connected().base_url == "https://mail.example/v1"
        assert connected(cloud="https://mail.other").base_url == "https://mail.other/v1"

    def test_that_is_refused_is_told_in_the_platforms_own_words(self):
        refused = Response(status=401, body=b'{"error": {"code": "E1", "message": "no such application"}}')
        with pytest.raises(Exception, match="no such application"):
            run(auth_of().renew("r0"), [refused])


class TestAList:
    def listed(self, answers, **more):
        wanted = task.TaskListParameters(project_id="p", **more)
        return run(connected().task_list(wanted), answers)

    def test_without_filters_sends_none(self):
        done = self.listed([answer({"value": []})])
        assert done.requests[0].query == (("$top", "50"),)

    def test_joins_the_filters_that_are_given(self):
        done = self.listed([answer({"value": []})], created_after=DAY, created_before=DAY)
        filters = dict(done.requests[0].query)["$filter"]
        assert filters == "created ge 2027-01-31T00:00:00Z and created le 2027-01-31T00:00:00Z"

    def test_goes_on_where_the_page_says(self):
        pages = {
            "/v1/lists/p/tasks": {"value": [{"id": "1", "title": "a"}], "@next": "https://mail.example/v1/more?skip=1"},
            "/v1/more": {"value": [{"id": "2", "title": "b"}]},
        }
        assert self.walked(pages) == ["p/1", "p/2"]

    def test_never_goes_to_another_host(self):
        pages = {"/v1/lists/p/tasks": {"value": [{"id": "1", "title": "a"}], "@next": "https://evil.example/v1/more"}}
        with pytest.raises(PlatformError, match=r"evil\.example"):
            self.walked(pages)

    def walked(self, pages):
        def handle(request):
            if request.path.endswith("/token"):
                return answer({"access_token": "t0k3n"})
            return answer(pages[request.path])

        client = Client(connected(), DirectDriver(handle, lambda _: None))
        return [item.id for item in client.iterate("task.list", {"project_id": "p", "limit": 1})]


class TestAWrite:
    def test_goes_where_it_is_said(self):
        done = run(connected().task_create(task.TaskCreateParameters(title="a", project_id="p")), [HOME, answer(TASK)])
        assert done.requests[-1].path == "/lists/p/tasks"
        assert done.result.id == "p/1"

    def test_goes_to_what_is_remembered_where_nothing_is_said(self):
        flow = connected().task_create(task.TaskCreateParameters(title="a"))
        done = run(flow, [HOME, answer(TASK)])
        assert done.requests[-1].path == "/lists/h/tasks"
        assert done.result.project_id == "h"

    def test_of_nothing_is_refused_by_name(self):
        flow = connected().task_create(msgspec.convert({"title": "a", "project_id": None}, task.TaskCreateParameters))
        with pytest.raises(ValidationError) as caught:
            run(flow, [HOME])
        assert caught.value.pointer == "/project_id"

    @pytest.mark.parametrize(("told", "sent"), [({"@etag": 'W/"1"'}, 'W/"1"'), ({}, None), ({"@etag": None}, None)])
    def test_names_the_state_it_changes_where_there_is_one(self, told, sent):
        flow = connected().task_update(task.TaskUpdateParameters(id="p/1", title="b"))
        done = run(flow, [answer(TASK | told), answer(TASK), answer(TASK)])
        assert dict(done.requests[1].headers).get("If-Match") == sent
