"""A caller of Jira's twin that keeps what was said."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import parse_qsl, quote

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

ADDRESS = "http://127.0.0.1"
GONE = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "


class Said:
    """An answer with its body read."""

    def __init__(self, response):
        self.status, self.headers, self.raw = response.status, response.headers, response.body
        self.body = msgspec.json.decode(response.body) if response.body[:1] in {b"{", b"["} else None

    def __getitem__(self, name):
        assert isinstance(self.body, dict), (self.status, self.raw)
        return self.body[name]

    @property
    def errors(self):
        return self["errors"]

    @property
    def message(self):
        (message,) = self["errorMessages"]
        return message


class Jira:
    """Calls a twin as one of its people, the main one unless said otherwise; None is nobody."""

    def __init__(self, version="v3-2025", calls_per_second="0", **options):
        self.version = version
        self.api = "2" if version == "v2" else "3"
        self.twin = open_twin("jira-cloud", version, options={"calls_per_second": calls_per_second, **options})
        site = self.twin.site
        self.facts = site.facts()
        self.people = {"main": site.account(), **site.people()}
        self.exchanges = []

    def send(self, verb, path, body=None, *, user="main", api=None, query=(), **headers):
        target, _, text = path.partition("?")
        given = {"accept": "application/json"}
        if body is not None and "content_type" not in headers:
            given["content-type"] = "application/json"
        if user:
            login = self.people[user]
            secret = b64encode(f"{login['email']}:{login['api_token']}".encode()).decode()
            given["authorization"] = f"Basic {secret}"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(
            verb=verb,
            path=f"/rest/api/{api or self.api}{target}",
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

    def delete(self, path, **words):
        return self.send("DELETE", path, **words)

    def follow(self, url):
        """Get an absolute address without a credential, as the media service wants it."""
        path, _, text = url.removeprefix(ADDRESS).partition("?")
        return Said(self.twin.handle(Request(verb="GET", path=path, query=tuple(parse_qsl(text)))))

    def text(self, words):
        """A long text as the version takes it."""
        return words if self.api == "2" else document(words)

    def issue(self, summary="Sweep", project="HOME", type_="Task", **fields):
        """Make an issue, and return its key."""
        given = {"project": {"key": project}, "issuetype": {"name": type_}, "summary": summary, **fields}
        said = self.post("/issue", {"fields": given})
        assert said.status == 201, said.raw
        return said["key"]

    def fields(self, key):
        said = self.get(f"/issue/{key}")
        assert said.status == 200, said.raw
        return said["fields"]

    def edit(self, key, **fields):
        return self.put(f"/issue/{key}", {"fields": fields})

    def move(self, key, step, **more):
        return self.post(f"/issue/{key}/transitions", {"transition": {"id": step}, **more})

    def find(self, jql, **more):
        """Keys of what a query means."""
        said = self.post("/search/jql", {"jql": jql, "fields": ["key"], **more})
        assert said.status == 200, said.raw
        return [each["key"] for each in said["issues"]]

    def refused(self, jql):
        said = self.post("/search/jql", {"jql": jql})
        assert said.status == 400, said.raw
        return said.message

    def attach(self, key, name="note.txt", content=b"hello", *, token="no-check", user="main"):
        """Attach a file."""
        body = (
            b'--line\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\n'
            b"Content-Type: text/plain\r\n\r\n" + content + b"\r\n--line--\r\n"
        )
        kind = "multipart/form-data; boundary=line"
        more = {"x_atlassian_token": token} if token else {}
        return self.post(f"/issue/{key}/attachments", body, content_type=kind, user=user, **more)


def document(*paragraphs):
    content = [{"type": "paragraph", "content": [{"type": "text", "text": each}]} for each in paragraphs]
    return {"type": "doc", "version": 1, "content": content}


def escaped(text):
    return quote(text, safe="")
