"""A caller of Trello's twin."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

BOUNDARY = "----7d93b1"


def oauth(words):
    return ("authorization", f'OAuth oauth_consumer_key="{words["key"]}", oauth_token="{words["token"]}"')


def multipart(fields=(), files=()):
    """Make a body of text fields (name, value) and files (name, file name, media type, bytes)."""
    lines = []
    for name, value in fields:
        lines += [
            b"--" + BOUNDARY.encode(),
            f'Content-Disposition: form-data; name="{name}"'.encode(),
            b"",
            value.encode(),
        ]
    for name, file_name, kind, content in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        lines += [b"--" + BOUNDARY.encode(), head.encode(), f"Content-Type: {kind}".encode(), b"", content]
    return b"\r\n".join([*lines, b"--" + BOUNDARY.encode() + b"--", b""])


class Trello:
    """Calls a twin, as its main person unless said otherwise; rates are off unless said otherwise."""

    def __init__(self, version=None, rates="off", **words):
        self.twin = open_twin("trello", version, options={"rates": rates}, **words)
        self.facts = self.twin.site.facts()
        self.people = {"main": self.twin.account(), **self.twin.site.people()}
        self.heard = []
        """Every request with its answer."""

    def send(self, verb, path, *, query=(), headers=(), body=None):
        request = Request(verb=verb, path=f"/1{path}", query=tuple(query), headers=tuple(headers), body=body)
        response = self.twin.handle(request)
        self.heard.append((request, response))
        return response

    def answer(self, verb, path, body=None, who="main", form=None, **query):
        """Return status and body: a value where it is JSON, text otherwise."""
        headers = [oauth(self.people[who])] if who else []
        if body is not None:
            headers.append(("content-type", "application/json"))
            body = msgspec.json.encode(body)
        if form is not None:
            headers.append(("content-type", f"multipart/form-data; boundary={BOUNDARY}"))
            body = form
        pairs = [(name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in query.items()]
        response = self.send(verb, path, query=pairs, headers=headers, body=body)
        is_json = response.headers["content-type"].startswith("application/json")
        return response.status, msgspec.json.decode(response.body) if is_json else response.body.decode()

    def __call__(self, verb, path, body=None, who="main", **words):
        status, answer = self.answer(verb, path, body, who, **words)
        assert status == 200, (verb, path, status, answer)
        return answer

    @property
    def board_id(self):
        return self.facts["project_id"]

    def lists(self, board_id=None):
        return [each["id"] for each in self("GET", f"/boards/{board_id or self.board_id}/lists")]

    def card(self, name="Card", **values):
        values = {"idList": self.lists()[0]} | values
        return self("POST", "/cards", {"name": name, **values})

    def field(self, kind="text", **values):
        body = {"idModel": self.board_id, "modelType": "board", "name": f"A {kind}", "type": kind, "pos": "bottom"}
        return self("POST", "/customFields", body | values)

    def ids(self, path, **query):
        return [each["id"] for each in self("GET", path, **query)]


def part(value):
    """Escape a value for where it stands in a path."""
    return quote(value, safe="")
