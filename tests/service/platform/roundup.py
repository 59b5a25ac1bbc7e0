"""As much of a classic Roundup tracker as the service's tests need: issues, people, words, comments, files.

Found by the catalogue of twins while a test adds this folder to it.
"""

from __future__ import annotations

import re
import time
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.message import Response
from tasklab.twin.site import Platform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.site import Situation

STATUSES = ("unread", "deferred", "chatting", "need-eg", "in-progress", "testing", "done-cbb", "resolved")
PRIORITIES = ("critical", "urgent", "bug", "feature", "wish")
PATH = re.compile(r"/rest/data/(?P<kind>[a-z]+)(?:/(?P<id>[^/]+))?\Z")
LINKS = {"status", "assignedto", "creator", "keyword", "superseder"}
MANY = {"keyword", "nosy", "messages", "files", "superseder"}


class RoundupSite:
    """One tracker with one user, `alice`, whose password is `wonderland`."""

    def __init__(self, situation: Situation) -> None:
        self._clock = situation.clock
        self.rows: dict[str, dict[str, dict[str, Any]]] = {}
        self.contents: dict[str, bytes] = {}
        self.writes = 0
        for order, name in enumerate(STATUSES, 1):
            self._insert("status", {"name": name, "order": float(order)})
        for order, name in enumerate(PRIORITIES, 1):
            self._insert("priority", {"name": name, "order": float(order)})
        self._insert("user", {"username": "alice", "address": "alice@example.org"})
        for kind in ("issue", "keyword", "msg", "file"):
            self.rows.setdefault(kind, {})

    def account(self) -> Mapping[str, str]:
        return {"username": "alice", "password": "wonderland"}

    def seed(self, tasks: int) -> Mapping[str, Any]:
        for number in range(tasks):
            self._insert("issue", {"title": f"Task {number + 1}", "status": "1"})
        return {"tasks": tasks}

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        return self._error(status, "refused", headers)

    def serve(self, request: Request, version: str) -> Response:
        expected = f"Basic {b64encode(b'alice:wonderland').decode()}"
        given = next((value for name, value in request.headers if name.lower() == "authorization"), "")
        if given != expected:
            return self._error(401, f"Invalid Login, not {given}")
        if request.path.startswith("/file"):
            return Response(status=200, body=self.contents[request.path[5:].partition("/")[0]])
        found = PATH.match(request.path)
        if found is None or found["kind"] not in self.rows:
            return self._error(404, "Class not found")
        query = dict(request.query)
        if found["id"] is None:
            if request.verb == "POST":
                return self._create(found["kind"], request)
            return self._collection(found["kind"], query)
        return self._one(request, found["kind"], found["id"], query)

    def _create(self, kind: str, request: Request) -> Response:
        self.writes += 1
        number = self._insert(kind, self._fields(kind, request))
        return self._data({"id": number, "link": f"/rest/data/{kind}/{number}"}, 201)

    def _fields(self, kind: str, request: Request) -> dict[str, Any]:
        body = request.body or b""
        if kind != "file":
            return msgspec.json.decode(body)
        pattern = rb'name="(\w+)"(?:; filename="[^"]*")?\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--'
        parts = {name.decode(): value for name, value in re.findall(pattern, body, re.DOTALL)}
        self.contents[str(len(self.rows["file"]) + 1)] = parts.pop("content")
        return {name: value.decode() for name, value in parts.items()}

    def _insert(self, kind: str, fields: dict[str, Any]) -> str:
        rows = self.rows.setdefault(kind, {})
        number = str(len(rows) + 1)
        now = time.strftime("%Y-%m-%d.%H:%M:%S", time.gmtime(self._clock()))
        defaults: dict[str, Any] = {"creation": now, "activity": now, "creator": "1", "retired": False}
        if kind == "issue":
            defaults |= {name: [] for name in MANY} | {"status": "1", "priority": None, "assignedto": None}
        rows[number] = {"id": number} | defaults | {name: value for name, value in fields.items() if value is not None}
        return number

    def _one(self, request: Request, kind: str, number: str, query: dict[str, str]) -> Response:
        row = self.rows[kind].get(number) if not number.startswith("username=") else self.rows["user"]["1"]
        if row is None:
            return self._error(404, f"{kind} {number} not found")
        if request.verb == "GET":
            return self._data({"id": row["id"], "attributes": row, "@etag": f'"{row["activity"]}"'})
        if not any(name.lower() == "if-match" for name, _ in request.headers):
            return self._error(412, "If-Match is missing")
        self.writes += 1
        self._change(row, request)
        return self._data({"id": number, "attribute": {}})

    def _change(self, row: dict[str, Any], request: Request) -> None:
        if request.verb == "DELETE":
            row["retired"] = True
            return
        change = msgspec.json.decode(request.body or b"{}")
        operation = change.pop("@op", "replace")
        for name, value in change.items():
            if operation == "add":
                row[name] = [*row[name], *value]
            elif operation == "remove":
                row[name] = [each for each in row[name] if each not in value]
            else:
                row[name] = ([] if value is None else value) if name in MANY else value or None
        row["activity"] = time.strftime("%Y-%m-%d.%H:%M:%S", time.gmtime(self._clock()))

    def _collection(self, kind: str, query: dict[str, str]) -> Response:
        rows = [row for row in self.rows[kind].values() if not row["retired"] and self._fits(row, query)]
        for key in reversed(query.get("@sort", "id").split(",")):
            name = key.lstrip("-")
            rows.sort(key=lambda row: int(row[name]) if name == "id" else row[name], reverse=key.startswith("-"))
        size = int(query.get("@page_size", "100"))
        page = int(query.get("@page_index", "1"))
        shown = rows[(page - 1) * size : page * size]
        names = ["id", *query.get("@fields", "").split(",")]
        items = [{name: self._value(row, name, query) for name in names if name in row} for row in shown]
        links = {"next": [{"rel": "next", "uri": "more"}]} if page * size < len(rows) else {}
        return self._data({"collection": items, "@links": links, "@total_size": len(rows)})

    def _value(self, row: dict[str, Any], name: str, query: dict[str, str]) -> Any:
        value = row[name]
        return {"id": value} if name == "author" and query.get("@verbose") == "3" else value

    def _fits(self, row: dict[str, Any], query: dict[str, str]) -> bool:
        for name, text in query.items():
            if name == "id" and row["id"] not in text.split(","):
                return False
            if name in LINKS:
                own = row[name] if isinstance(row[name], list) else [row[name]]
                if not set(own) & set(text.split(",")):
                    return False
        return True

    def _data(self, data: Any, status: int = 200) -> Response:
        return self._answer({"data": data}, status)

    def _error(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
        return self._answer({"error": {"status": status, "msg": text}}, status, headers)

    def _answer(self, value: Any, status: int, headers: Mapping[str, str] | None = None) -> Response:
        return Response(
            status=status,
            headers={"content-type": "application/json", **(headers or {})},
            body=msgspec.json.encode(value),
        )


PLATFORM = Platform("Roundup", ("2.5", "2.6"), RoundupSite)
