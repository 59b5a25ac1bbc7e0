"""A caller of Asana's twin."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

BASE = "/api/1.0"


class Asana:
    """Calls a twin, as the main user unless said otherwise; `watch` sees each request with its answer."""

    def __init__(self, version=None, *, watch=None, **options):
        options.setdefault("calls_per_minute", "0")
        self.twin = open_twin("asana", version, options=options)
        self.site = self.twin.site
        self.facts = self.site.facts()
        self.tokens = {role: login["personal_access_token"] for role, login in self.site.people().items()}
        self.tokens["main"] = self.twin.account()["personal_access_token"]
        self._watch = watch
        self.project = self.facts["project_id"]
        self.workspace = self.facts["workspace_id"]

    def send(self, verb, path, *, query=None, body=None, headers=(), who="main"):
        pairs = tuple((name, str(value)) for name, value in (query or {}).items())
        token = () if who is None else (("authorization", f"Bearer {self.tokens[who]}"),)
        request = Request(verb=verb, path=BASE + path, query=pairs, headers=(*token, *headers), body=body)
        response = self.twin.handle(request)
        if self._watch is not None:
            self._watch(request, response)
        return response

    def fetch(self, address):
        """Ask for a file at the address that the twin gave."""
        parts = urlsplit(address)
        request = Request(verb="GET", path=parts.path, query=tuple(parse_qsl(parts.query)))
        response = self.twin.handle(request)
        if self._watch is not None:
            self._watch(request, response)
        return response

    def answer(self, verb, path, data=None, *, who="main", options=None, **query):
        """Return status and body; a keyword is a parameter, with `__` for a dot."""
        document = (
            None if data is None else msgspec.json.encode({"data": data, **({"options": options} if options else {})})
        )
        headers = () if data is None else (("content-type", "application/json"),)
        query = {name.replace("__", "."): value for name, value in query.items()}
        response = self.send(verb, path, query=query, body=document, headers=headers, who=who)
        return response.status, msgspec.json.decode(response.body) if response.body else None

    def get(self, path, **words):
        return self._take(200, *self.answer("GET", path, **words))

    def post(self, path, data=None, status=201, **words):
        return self._take(status, *self.answer("POST", path, {} if data is None else data, **words))

    def put(self, path, data, **words):
        return self._take(200, *self.answer("PUT", path, data, **words))

    def delete(self, path, **words):
        return self._take(200, *self.answer("DELETE", path, **words))

    def refused(self, status, verb, path, data=None, **words):
        """Return the message of a refusal with this status."""
        found, body = self.answer(verb, path, data, **words)
        assert found == status, (verb, path, found, body)
        assert "read the docs on errors" in body["errors"][0]["help"]
        return body["errors"][0]["message"]

    def _take(self, expected, status, body):
        assert status == expected, (status, body)
        return None if body is None else body["data"]

    def task(self, **data):
        return self.post("/tasks", {"name": "Write", "projects": [self.project], **data})

    def upload(self, parent, name="note.txt", content=b"hello", kind="text/plain", **words):
        head = (
            f'--b\r\nContent-Disposition: form-data; name="parent"\r\n\r\n{parent}\r\n'
            f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        )
        body = head.encode() + content + b"\r\n--b--\r\n"
        headers = (("content-type", "multipart/form-data; boundary=b"),)
        return self.send("POST", "/attachments", body=body, headers=headers, **words)
