"""A caller of Planka's twin."""

from __future__ import annotations

import uuid
from urllib.parse import parse_qsl

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

JSON = (("content-type", "application/json"),)


def multipart(fields, files=()):
    """Return headers and body of a form; a file is a field, a name, a type and its content."""
    boundary = f"b{uuid.UUID(int=7).hex}"
    parts = [
        f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for field, name, kind, content in files:
        head = f'content-disposition: form-data; name="{field}"; filename="{name}"\r\ncontent-type: {kind}\r\n\r\n'
        parts.append(f"--{boundary}\r\n{head}".encode() + content + b"\r\n")
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return (("content-type", f"multipart/form-data; boundary={boundary}"),), body


class Planka:
    """Calls a twin as one of its people: `main`, `second`, `guest`, or nobody."""

    def __init__(self, version="2.1", watch=None, **words):
        self.twin = open_twin("planka", version, **words)
        self.version, self.is_second = version, not version.startswith("1.")
        self.facts = self.twin.site.facts()
        self.watch = watch or (lambda request, response: None)
        self._tokens = {}

    def credentials(self, who):
        return self.twin.account() if who == "main" else self.twin.site.people()[who]

    def token(self, who):
        if who not in self._tokens:
            given = self.credentials(who)
            body = {name: given[name] for name in ("emailOrUsername", "password")}
            self._tokens[who] = self("POST", "/access-tokens", body, who=None)["item"]
        return self._tokens[who]

    def send(self, verb, path, body=None, *, who="main", headers=()):
        path, _, query = path.partition("?")
        sent = list(headers)
        if who is not None:
            sent.append(("authorization", f"Bearer {self.token(who)}"))
        if body is not None and not isinstance(body, bytes):
            sent += JSON
            body = msgspec.json.encode(body)
        whole = path if "/download/" in path else f"/api{path}"
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        request = Request(verb=verb, path=whole, query=pairs, headers=tuple(sent), body=body)
        response = self.twin.handle(request)
        self.watch(request, response)
        return response

    def answer(self, verb, path, body=None, **words):
        response = self.send(verb, path, body, **words)
        return response.status, msgspec.json.decode(response.body)

    def __call__(self, verb, path, body=None, **words):
        status, answer = self.answer(verb, path, body, **words)
        assert status == 200, (verb, path, status, answer)
        return answer

    def refused(self, verb, path, body=None, **words):
        """Return status and message of a refusal."""
        status, answer = self.answer(verb, path, body, **words)
        assert status >= 400, (verb, path, answer)
        return status, answer.get("message")

    def board(self, board_id=None):
        return self("GET", f"/boards/{board_id or self.facts['project_id']}")

    def list_id(self, name="To do"):
        return next(row["id"] for row in self.board()["included"]["lists"] if row["name"] == name)

    def endless(self, kind):
        return next(row["id"] for row in self.board()["included"]["lists"] if row["type"] == kind)

    def card(self, name="Card", list_id=None, **more):
        body = {"name": name, "position": 65536, **more}
        if self.is_second:
            body = {"type": "project", **body}
        return self("POST", f"/lists/{list_id or self.list_id()}/cards", body)["item"]

    def path(self, first, second):
        """Return the path of this generation."""
        return second if self.is_second else first
