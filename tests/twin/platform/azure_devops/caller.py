"""A caller of Azure DevOps' twin that keeps what was said."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import parse_qsl, quote

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

PATCH = "application/json-patch+json"
COMMENTS = {"5.0": "5.0-preview.2", "6.0": "6.0-preview.3", "7.0": "7.0-preview.3", "7.1": "7.1-preview.4"}


class Said:
    """An answer with its body read."""

    def __init__(self, response):
        self.status, self.headers, self.raw = response.status, response.headers, response.body
        self.body = msgspec.json.decode(response.body) if response.body[:1] in {b"{", b"["} else None

    def __getitem__(self, name):
        assert isinstance(self.body, dict), (self.status, self.raw)
        return self.body[name]

    @property
    def key(self):
        return self["typeKey"]


class Azure:
    """Calls a twin as one of its people, the main one unless said otherwise; None is nobody.

    A path begins with `/`, below the project `Home`; with `//`, below the organisation.
    """

    def __init__(self, version="7.1", **options):
        self.version = version
        self.twin = open_twin("azure-devops", version, options=options)
        site = self.twin.site
        self.facts = site.facts()
        self.people = {"main": site.account(), **site.people()}
        self.exchanges = []

    def send(self, verb, path, body=None, *, user="main", api=None, kind="application/json", query=(), **headers):
        given = dict(headers)
        if body is not None:
            given["content-type"] = kind
        if user:
            secret = b64encode(f":{self.people[user]['token']}".encode()).decode()
            given.setdefault("authorization", f"Basic {secret}")
        target, _, text = path.partition("?")
        pairs = (*parse_qsl(text, keep_blank_values=True), *query)
        if api != "":
            pairs = (*pairs, ("api-version", api or self.version))
        request = Request(
            verb=verb,
            path=self.resolve(target),
            query=pairs,
            headers=tuple(given.items()),
            body=body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body),
        )
        response = self.twin.handle(request)
        self.exchanges.append((request, response))
        return Said(response)

    def resolve(self, path):
        if "/_apis/" in path:
            return path
        return f"/acme/_apis{path[1:]}" if path.startswith("//") else f"/acme/Home/_apis{path}"

    def get(self, path, **words):
        return self.send("GET", path, **words)

    def post(self, path, body=None, **words):
        return self.send("POST", path, body, **words)

    def patch(self, path, body=None, **words):
        return self.send("PATCH", path, body, **words)

    def delete(self, path, **words):
        return self.send("DELETE", path, **words)

    def make(self, title="Sweep", type_="Task", project="Home", user="main", **fields):
        """Make a work item, and return its id."""
        said = self.try_make(title, type_, project, user, **fields)
        assert said.status == 200, said.raw
        return said["id"]

    def try_make(self, title="Sweep", type_="Task", project="Home", user="main", query="", **fields):
        values = {"System.Title": title, **{name.replace("__", "."): value for name, value in fields.items()}}
        document = [{"op": "add", "path": f"/fields/{name}", "value": value} for name, value in values.items()]
        path = f"/acme/{quote(project)}/_apis/wit/workitems/${quote(type_)}{query}"
        return self.post(path, document, kind=PATCH, user=user)

    def edit(self, id_, *document, user="main", query=""):
        """Change a work item by operations, each a pair or a triple."""
        steps = [dict(zip(("op", "path", "value"), each, strict=False)) for each in document]
        return self.patch(f"/wit/workitems/{id_}{query}", steps, kind=PATCH, user=user)

    def set(self, id_, **fields):
        """Set fields of a work item, `__` for a dot in their names."""
        return self.edit(id_, *(("add", f"/fields/{name.replace('__', '.')}", value) for name, value in fields.items()))

    def fields(self, id_):
        said = self.get(f"/wit/workitems/{id_}")
        assert said.status == 200, said.raw
        return said["fields"]

    def relate(self, id_, rel, other, comment=None):
        attributes = {"attributes": {"comment": comment}} if comment else {}
        url = other if isinstance(other, str) else f"http://127.0.0.1/acme/_apis/wit/workItems/{other}"
        return self.edit(id_, ("add", "/relations/-", {"rel": rel, "url": url, **attributes}))

    def relations(self, id_):
        found = self.get(f"/wit/workitems/{id_}?$expand=relations").body.get("relations", [])
        return [(each["attributes"].get("name"), int(each["url"].rpartition("/")[2])) for each in found]

    def find(self, where, order="", query="", **words):
        """Ids of what a query means."""
        said = self.ask(f"SELECT [System.Id] FROM WorkItems WHERE {where} {order}", query, **words)
        assert said.status == 200, said.raw
        return [each["id"] for each in said["workItems"]]

    def ask(self, text, query="", **words):
        return self.post(f"/wit/wiql{query}", {"query": text}, **words)

    def comment(self, id_, text="Hm", **words):
        return self.post(f"/wit/workItems/{id_}/comments", {"text": text}, api=COMMENTS[self.version], **words)

    def upload(self, content=b"hello", name="note.txt", **words):
        return self.post(f"/wit/attachments?fileName={name}", content, kind="application/octet-stream", **words)
