"""A caller of Kanboard's twin, and a toy platform for the kit."""

from __future__ import annotations

import base64
import itertools

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.answer import json_answer
from tasklab.twin.body import read_json
from tasklab.twin.catalogue import open_twin
from tasklab.twin.clock import stopped_clock
from tasklab.twin.site import Platform, Situation
from tasklab.twin.twin import Twin

ADMIN = ("admin", "admin")


def basic(user, password):
    return ("authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())


class Kanboard:
    """Calls procedures of a twin, as the application unless said otherwise."""

    def __init__(self, version=None, **words):
        self.twin = open_twin("kanboard", version, **words)
        self.token = ("jsonrpc", self.twin.account()["api_token"])
        self._ids = itertools.count(1)

    def send(self, payload, user=None):
        body = payload if isinstance(payload, bytes) else msgspec.json.encode(payload)
        headers = () if user == () else (basic(*(user or self.token)),)
        return self.twin.handle(Request(verb="POST", path="/jsonrpc.php", headers=headers, body=body))

    def answer(self, method, *positional, user=None, **named):
        assert not (positional and named), "JSON-RPC has either"
        params = positional or named
        response = self.send({"jsonrpc": "2.0", "method": method, "id": next(self._ids), "params": params}, user)
        return response.status, msgspec.json.decode(response.body) if response.body else None

    def __call__(self, method, *positional, user=None, **named):
        status, body = self.answer(method, *positional, user=user, **named)
        assert status == 200, (method, status)
        assert "error" not in body, (method, body)
        return body["result"]

    def board(self, name="Board"):
        """Make a project; return its id, its columns and its swimlane."""
        project_id = self("createProject", name)
        columns = [int(column["id"]) for column in self("getColumns", project_id)]
        return project_id, columns, int(self("getAllSwimlanes", project_id)[0]["id"])

    def user(self, name, project_id=None, role="project-member", app_role="app-user"):
        """Make a user, a member where a project is named; return the id and the credentials."""
        user_id = self("createUser", username=name, password="secret1", role=app_role)
        if project_id is not None:
            assert self("addProjectUser", project_id, user_id, role) is True
        return user_id, (name, "secret1")


class Counter:
    """A site that counts: POST adds, GET reads, and `version` is said in every answer."""

    def __init__(self, situation):
        self.situation = situation
        self.count = 0

    def serve(self, request, version):
        if request.verb == "POST":
            self.count += read_json(request)["add"]
        return json_answer({"count": self.count, "version": version})

    def refuse(self, status, retry_after_s=None):
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        return json_answer({"refused": status}, status, headers)

    def seed(self, tasks):
        self.count = tasks
        return {"count": tasks}

    def account(self):
        return {"token": "t"}

    def people(self):
        return {"bad": {"token": "none"}}

    def facts(self):
        return {"user_id": "1"}


def counter(version="2", **words):
    platform = Platform(title="Counter", versions=("1", "2", "3"), open=Counter)
    return Twin(platform, Situation(words.pop("clock", None) or stopped_clock(), version), **words)


def get(path="/count", **words):
    return Request(verb="GET", path=path, **words)


def add(number):
    return Request(verb="POST", path="/count", body=b'{"add": %d}' % number)
