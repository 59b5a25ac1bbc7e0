"""A caller of To Do's twin that keeps what was said."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

FORM = "application/x-www-form-urlencoded"


class Said:
    """An answer with its body read."""

    def __init__(self, response):
        self.status, self.headers, self.raw = response.status, response.headers, response.body
        self.body = msgspec.json.decode(response.body) if response.body[:1] in {b"{", b"["} else None

    def __getitem__(self, name):
        assert isinstance(self.body, dict), (self.status, self.raw)
        return self.body[name]

    @property
    def code(self):
        """The code of a refusal, and the one inside."""
        error = self["error"]
        return error["code"], error["innerError"].get("code")


class Graph:
    """Calls a twin as one of its people, the main one unless said otherwise; None is nobody.

    A path begins with `/`, below the version and the caller; with `//`, below the version; with `///`, below nothing.
    """

    def __init__(self, version="v1.0", **options):
        self.version = version
        self.twin = open_twin("microsoft-todo", version, options=options)
        self.site = self.twin.site
        self.facts = self.site.facts()
        self.people = {"main": self.site.account(), **self.site.people()}
        self.exchanges = []
        self.home = f"/todo/lists/{self.facts['project_id']}"

    def send(self, verb, path, body=None, *, user="main", token=None, kind="application/json", query=(), **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            given["content-type"] = kind
        if user:
            given["authorization"] = f"Bearer {token or self.people[user]['access_token']}"
        target, _, text = path.partition("?")
        request = Request(
            verb=verb,
            path=self.resolve(target),
            query=(*parse_qsl(text, keep_blank_values=True), *query),
            headers=tuple(given.items()),
            body=body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body),
        )
        response = self.twin.handle(request)
        self.exchanges.append((request, response))
        return Said(response)

    def resolve(self, path):
        if path.startswith("///"):
            return path[2:]
        if path.startswith("//"):
            return f"/{self.version}{path[1:]}"
        return f"/{self.version}/me{path}"

    def follow(self, address, verb="GET", body=None, **words):
        """Ask at an address that an answer gave."""
        parts = urlsplit(address)
        return self.send(verb, f"//{parts.path}", body, query=parse_qsl(parts.query, keep_blank_values=True), **words)

    def get(self, path, **words):
        return self.send("GET", path, **words)

    def post(self, path, body=None, **words):
        return self.send("POST", path, {} if body is None else body, **words)

    def patch(self, path, body=None, **words):
        return self.send("PATCH", path, {} if body is None else body, **words)

    def delete(self, path, **words):
        return self.send("DELETE", path, **words)

    def make(self, title="Sweep", **members):
        """Make a task in the list `Home`, and return its path."""
        said = self.post(f"{self.home}/tasks", {"title": title, **members})
        assert said.status == 201, said.raw
        return f"{self.home}/tasks/{said['id']}"

    def titles(self, query=(), **words):
        """Titles of tasks in the list `Home`, with a query of pairs."""
        said = self.get(f"{self.home}/tasks", query=query, **words)
        assert said.status == 200, said.raw
        return [each["title"] for each in said["value"]]

    def wait(self, seconds):
        """Let time pass, and get a new access token for the main user."""
        self.twin.clock.advance(seconds)
        got = self.ask_token(grant_type="refresh_token", refresh_token=self.people["main"]["refresh_token"])
        self.people["main"] = {**self.people["main"], "access_token": got["access_token"]}

    def ask_token(self, tenant="common", **form):
        """Ask the token endpoint, as the application unless told otherwise."""
        own = {name: self.people["main"][name] for name in ("client_id", "client_secret")}
        body = urlencode({name: value for name, value in {**own, **form}.items() if value is not None}).encode()
        headers = (("content-type", FORM),)
        return Said(
            self.twin.handle(Request(verb="POST", path=f"/{tenant}/oauth2/v2.0/token", headers=headers, body=body))
        )

    def sign_in(self, **query):
        """Agree to what an application asks for; return what it is sent back with."""
        asked = {
            "client_id": self.people["main"]["client_id"],
            "response_type": "code",
            "redirect_uri": "https://app.example/signed-in",
            "scope": "offline_access Tasks.ReadWrite",
            **query,
        }
        path = "/common/oauth2/v2.0/authorize"
        said = Said(self.twin.handle(Request(verb="GET", path=path, query=tuple(asked.items()))))
        if said.status != 302:
            return said
        return dict(parse_qsl(urlsplit(said.headers["location"]).query))


def names_of(said):
    return [unquote(each.get("displayName") or each["title"]) for each in said["value"]]
