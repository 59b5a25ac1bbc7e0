"""A caller of Notion's twin."""

from __future__ import annotations

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin
from tasklab.twin.platform.notion.version import VERSIONS


class Notion:
    """Calls a twin, as the main integration unless said otherwise; `watch` sees each request with its answer."""

    def __init__(self, version=VERSIONS[-1], *, watch=None, address="http://127.0.0.1", **options):
        options.setdefault("calls_per_second", "0")
        self.version = version
        self.twin = open_twin("notion", version, options=options, address=address)
        self.site = self.twin.site
        self.facts = self.site.facts()
        self.tokens = {role: login["token"] for role, login in self.site.people().items()}
        self.tokens["main"] = self.twin.account()["token"]
        self._watch = watch
        self.page = self.facts["page_id"]
        self.project = self.facts["project_id"]
        self.is_old = version == VERSIONS[0]
        self.kind = "database_id" if self.is_old else "data_source_id"
        self.source_path = f"/{'databases' if self.is_old else 'data_sources'}/{self.project}"

    def send(self, verb, path, *, query=(), body=None, headers=(), who="main", version=""):
        said = self.version if version == "" else version
        pairs = tuple(query.items()) if isinstance(query, dict) else tuple(query)
        pairs = tuple((name, str(value)) for name, value in pairs)
        token = () if who is None else (("authorization", f"Bearer {self.tokens[who]}"),)
        asked = () if said is None else (("notion-version", said),)
        request = Request(verb=verb, path=f"/v1{path}", query=pairs, headers=(*token, *asked, *headers), body=body)
        response = self.twin.handle(request)
        if self._watch is not None:
            self._watch(request, response)
        return response

    def answer(self, verb, path, body=None, **words):
        """Return status and body."""
        document = None if body is None else msgspec.json.encode(body)
        headers = () if body is None else (("content-type", "application/json"),)
        response = self.send(verb, path, body=document, headers=headers, **words)
        return response.status, msgspec.json.decode(response.body)

    def get(self, path, **words):
        return self._take(*self.answer("GET", path, **words))

    def post(self, path, body=None, **words):
        return self._take(*self.answer("POST", path, body, **words))

    def patch(self, path, body, **words):
        return self._take(*self.answer("PATCH", path, body, **words))

    def delete(self, path, **words):
        return self._take(*self.answer("DELETE", path, **words))

    def refused(self, status, code, verb, path, body=None, **words):
        """Return the message of a refusal with this status and code."""
        found, said = self.answer(verb, path, body, **words)
        assert (found, said.get("code")) == (status, code), (verb, path, said)
        assert said["object"] == "error"
        assert said["status"] == status
        assert said["request_id"]
        return said["message"]

    def invalid(self, verb, path, body=None, **words):
        """Return the message of what is refused as not valid."""
        return self.refused(400, "validation_error", verb, path, body, **words)

    def _take(self, status, body):
        assert status == 200, (status, body)
        return body

    def task(self, name="Write", *, children=None, **properties):
        """Make a row of the board; `properties` by their names, with `_` for a space."""
        values = {each.replace("_", " "): value for each, value in properties.items()}
        values["Name"] = {"title": text(name)}
        body = {"parent": {self.kind: self.project}, "properties": values}
        return self.post("/pages", body if children is None else {**body, "children": children})

    def query(self, **body):
        return self.post(f"{self.source_path}/query", body)

    def names(self, **body):
        """Return the titles that a query finds."""
        return [name_of(page) for page in self.query(**body)["results"]]

    def property(self, page, name):
        value = page["properties"][name]
        return value[value["type"]]

    def upload(self, content=b"hello", name="note.txt", kind="text/plain", **words):
        """Announce a file and send it at once."""
        made = self.post("/file_uploads", {"filename": name, "content_type": kind})
        return self.send_part(made["id"], content, name, kind, **words)

    def send_part(self, id_, content, name="note.txt", kind="text/plain", part=None, status=200):
        number = "" if part is None else f'--b\r\nContent-Disposition: form-data; name="part_number"\r\n\r\n{part}\r\n'
        head = (
            f'{number}--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        )
        headers = (("content-type", "multipart/form-data; boundary=b"),)
        body = head.encode() + content + b"\r\n--b--\r\n"
        response = self.send("POST", f"/file_uploads/{id_}/send", body=body, headers=headers)
        assert response.status == status, response.body
        return msgspec.json.decode(response.body)

    def download(self, url):
        """Read a file at a signed address, with no credential."""
        path, _, query = url.removeprefix("http://127.0.0.1").partition("?")
        pairs = tuple(tuple(each.split("=", 1)) for each in query.split("&"))
        return self.twin.handle(Request(verb="GET", path=path, query=pairs))


def text(content, **annotations):
    """Return rich text with one run."""
    run = {"type": "text", "text": {"content": content}}
    return [{**run, "annotations": annotations} if annotations else run]


def paragraph(content, **beside):
    return {"type": "paragraph", "paragraph": {"rich_text": text(content), **beside}}


def name_of(page):
    return "".join(each["plain_text"] for each in page["properties"]["Name"]["title"])
