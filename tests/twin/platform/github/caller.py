"""A caller of GitHub's twin that keeps what was said."""

from __future__ import annotations

from urllib.parse import parse_qsl

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin
from tasklab.twin.platform.github.household import TOKENS
from tasklab.twin.platform.github.version import EDITIONS

HOME = "/repos/acme/home"
ISSUES = f"{HOME}/issues"


class Said:
    """An answer with its body read."""

    def __init__(self, response):
        self.status, self.headers, self.raw = response.status, response.headers, response.body
        self.body = msgspec.json.decode(response.body) if response.body[:1] in {b"{", b"["} else None

    def __getitem__(self, name):
        assert isinstance(self.body, dict), (self.status, self.raw)
        return self.body[name]

    @property
    def links(self):
        """Addresses by relation."""
        pairs = [part.split("; ") for part in self.headers.get("link", "").split(", ") if part]
        return {rel[5:-1]: url[1:-1] for url, rel in pairs}

    @property
    def error(self):
        """Field and code of the only error."""
        (error,) = self["errors"]
        return error["field"], error["code"]


class Github:
    """Calls a twin as one of its people, mona unless said otherwise; None is nobody."""

    def __init__(self, version="2026-03-10", **words):
        self.twin = open_twin("github", version, **words)
        self.version = version
        self.mount = EDITIONS[version].mount
        self.api_version = EDITIONS[version].api_versions[0]
        self.exchanges = []

    def send(self, verb, path, body=None, *, user="mona", query=(), **headers):
        target, _, text = path.partition("?")
        pairs = (*parse_qsl(text, keep_blank_values=True), *query)
        given = {"user-agent": "test", "x-github-api-version": self.api_version, "content-type": "application/json"}
        if user:
            given["authorization"] = f"Bearer {TOKENS.get(user, user)}"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(
            verb=verb,
            path=self.mount + target,
            query=tuple(pairs),
            headers=tuple((name, value) for name, value in given.items() if value is not None),
            body=body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body),
        )
        response = self.twin.handle(request)
        self.exchanges.append((request, response))
        return Said(response)

    def get(self, path, **words):
        return self.send("GET", path, **words)

    def post(self, path, body=None, **words):
        return self.send("POST", path, body, **words)

    def patch(self, path, body=None, **words):
        return self.send("PATCH", path, body, **words)

    def put(self, path, body=None, **words):
        return self.send("PUT", path, body, **words)

    def delete(self, path, body=None, **words):
        return self.send("DELETE", path, body, **words)

    def follow(self, url, **words):
        """Get an absolute address that the twin gave."""
        return self.get(url.removeprefix(f"http://127.0.0.1{self.mount}"), **words)

    def issue(self, title="Sweep", **more):
        """Make an issue in `acme/home`, and return it."""
        said = self.post(ISSUES, {"title": title, **more})
        assert said.status == 201, said.raw
        return said.body
