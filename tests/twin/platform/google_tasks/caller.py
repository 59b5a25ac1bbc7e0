"""A caller of Google Tasks' twin that keeps what was said."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

ROOT = "/tasks/v1"
LISTS = "/users/@me/lists"


class Said:
    """An answer with its body read."""

    def __init__(self, response):
        self.status, self.headers, self.raw = response.status, response.headers, response.body
        self.body = msgspec.json.decode(response.body) if response.body[:1] == b"{" else None

    def __getitem__(self, name):
        assert isinstance(self.body, dict), (self.status, self.raw)
        return self.body[name]

    @property
    def reason(self):
        """Status and reason of a refusal."""
        return self.status, self["error"]["errors"][0]["reason"]

    @property
    def text(self):
        """Status and message of a refusal."""
        return self.status, self["error"]["message"]


class Tasks:
    """Calls a twin as one of its logins, the main one unless said otherwise; None is nobody."""

    def __init__(self, version="2026-11-01", **options):
        self.version = version
        self.twin = open_twin("google-tasks", version, options=options)
        self.site = self.twin.site
        self.facts = self.site.facts()
        self.people = {"main": self.site.account(), **self.site.people()}
        self.exchanges = []
        self.home = f"/lists/{self.facts['project_id']}/tasks"

    def send(self, verb, path, body=None, *, user="main", token=None, query=(), **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            given["content-type"] = "application/json"
        if user:
            given["authorization"] = f"Bearer {token or self.people[user]['access_token']}"
        target, _, text = path.partition("?")
        request = Request(
            verb=verb,
            path=f"{ROOT}{target}",
            query=(*parse_qsl(text, keep_blank_values=True), *query),
            headers=tuple(given.items()),
            body=body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body),
        )
        response = self.twin.handle(request)
        self.exchanges.append((request, response))
        return Said(response)

    def get(self, path, **words):
        return self.send("GET", path, **words)

    def post(self, path, body=None, **words):
        return self.send("POST", path, body, **words)

    def put(self, path, body=None, **words):
        return self.send("PUT", path, body, **words)

    def patch(self, path, body=None, **words):
        return self.send("PATCH", path, body, **words)

    def delete(self, path, **words):
        return self.send("DELETE", path, **words)

    def make(self, title="Sweep", where="", **members):
        """Make a task in the list `Home`, and return its id."""
        said = self.post(f"{self.home}{where}", {"title": title, **members})
        assert said.status == 200, said.raw
        return said["id"]

    def make_list(self, title="Yard"):
        """Make a list, and return its id."""
        said = self.post(LISTS, {"title": title})
        assert said.status == 200, said.raw
        return said["id"]

    def show(self, task):
        """Return a task of the list `Home`."""
        said = self.get(f"{self.home}/{task}")
        assert said.status == 200, said.raw
        return said.body

    def titles(self, query="", home=None, **words):
        """Titles of tasks in a list, `Home` unless told otherwise."""
        said = self.get(f"{home or self.home}{query}", **words)
        assert said.status == 200, said.raw
        return [each["title"] for each in said["items"]]

    def order(self, parent=None, home=None):
        """Titles of the tasks below one, or at the top level, by their positions."""
        rows = self.get(f"{home or self.home}?maxResults=100")["items"]
        below = [each for each in rows if each.get("parent") == parent]
        return [each["title"] for each in sorted(below, key=lambda each: each["position"])]

    def ask_token(self, **form):
        """Ask the token endpoint, as the application unless told otherwise."""
        own = {name: self.people["main"][name] for name in ("client_id", "client_secret")}
        body = urlencode({name: value for name, value in {**own, **form}.items() if value is not None}).encode()
        headers = (("content-type", "application/x-www-form-urlencoded"),)
        return Said(self.twin.handle(Request(verb="POST", path="/token", headers=headers, body=body)))
