"""A caller of monday.com's twin."""

from __future__ import annotations

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin
from tasklab.twin.platform.monday.opening import TOKENS


class Monday:
    """Asks a twin, as the main user unless said otherwise; `watch` sees each document with its answer."""

    def __init__(self, version=None, *, watch=None, **options):
        self.twin = open_twin("monday", version, options=options)
        self.version = self.twin.version
        self.facts = self.twin.site.facts()
        self.board = self.facts["project_id"]
        self.id_type = "Int" if self.version == "2023-07" else "ID"
        self._watch = watch

    def send(self, document, variables=None, *, who="main", asked=None, headers=(), verb="POST", path="/v2", **body):
        token = () if who is None else (("authorization", TOKENS.get(who, who)),)
        named = () if asked is None else (("api-version", asked),)
        sent = msgspec.json.encode({"query": document, "variables": variables or {}, **body})
        headers = (*token, *named, ("content-type", "application/json"), *headers)
        response = self.twin.handle(Request(verb=verb, path=path, headers=headers, body=sent))
        if self._watch is not None:
            self._watch(document, variables or {}, response)
        return response

    def answer(self, document, who="main", asked=None, **variables):
        """Return the whole body of an answer with status 200."""
        response = self.send(document, variables, who=who, asked=asked)
        assert response.status == 200, response.body
        return msgspec.json.decode(response.body)

    def ask(self, document, who="main", asked=None, **variables):
        """Return the data of an answer without errors; of a document with one field, that field's."""
        answer = self.answer(document, who, asked, **variables)
        assert "errors" not in answer, answer
        assert "error_code" not in answer, answer
        data = answer["data"]
        return next(iter(data.values())) if len(data) == 1 else data

    def refused(self, document, who="main", asked=None, **variables):
        """Return the first error of an answer with status 200, in the form that it has since 2025-01."""
        answer = self.answer(document, who, asked, **variables)
        assert answer.get("errors"), answer
        return answer["errors"][0]

    def code(self, document, who="main", **variables):
        """Return the code of the first error, whatever the version."""
        answer = self.answer(document, who, **variables)
        return answer.get("error_code") or answer["errors"][0]["extensions"]["code"]

    def make(self, name="Write", fields="id", values=None, who="main", board=None, group=None, more=""):
        text = (
            f"mutation($b: {self.id_type}!, $n: String!, $v: JSON, $g: String) "
            f"{{ create_item(board_id: $b, item_name: $n, column_values: $v, group_id: $g {more}) {{ {fields} }} }}"
        )
        return self.ask(text, who, b=self.id(board or self.board), n=name, v=self.json(values), g=group)

    def read(self, id_, fields, who="main"):
        found = self.ask(f"query($ids: {self.ids_type}) {{ items(ids: $ids) {{ {fields} }} }}", who, ids=[self.id(id_)])
        return found[0] if found else None

    def write(self, id_, values, fields="id", board=None, more=""):
        """Return a mutation that changes values, and its variables."""
        text = (
            f"mutation($b: {self.id_type}!, $i: {self.id_type}, $v: JSON!) "
            f"{{ change_multiple_column_values(board_id: $b, item_id: $i, column_values: $v {more}) {{ {fields} }} }}"
        )
        return text, {"b": self.id(board or self.board), "i": self.id(id_), "v": self.json(values)}

    def change(self, id_, values, fields="id", who="main", **more):
        text, variables = self.write(id_, values, fields, **more)
        return self.ask(text, who, **variables)

    def value(self, id_, column, fields="text value"):
        found = self.read(id_, f'column_values(ids: ["{column}"]) {{ {fields} }}')
        return found["column_values"][0]

    def page(self, params="", fields="id name", limit=25, board=None):
        board = board or self.board
        return self.ask(
            f"{{ boards(ids: [{board}]) {{ items_page(limit: {limit} {params}) {{ cursor items {{ {fields} }} }} }} }}"
        )[0]["items_page"]

    def names(self, params="", **more):
        return [each["name"] for each in self.page(params, **more)["items"]]

    @property
    def ids_type(self):
        return "[Int]" if self.version == "2023-07" else "[ID!]"

    def id(self, id_):
        return int(id_) if self.version == "2023-07" else str(id_)

    def json(self, values):
        return None if values is None else msgspec.json.encode(values).decode()

    def upload(self, document, name="a.txt", content=b"hello", variables=None, who="main", parts=None):
        """Send a file with a form; a file's part is `file` and stands for the variable of that name."""
        fields = parts or [
            ("query", None, document.encode()),
            ("variables", None, msgspec.json.encode(variables or {})),
            ("map", None, b'{"file": "variables.file"}'),
            ("file", name, content),
        ]
        body = b""
        for part, filename, value in fields:
            named = f'; filename="{filename}"' if filename else ""
            body += f'--xyz\r\nContent-Disposition: form-data; name="{part}"{named}\r\n\r\n'.encode() + value + b"\r\n"
        headers = (("authorization", TOKENS[who]), ("content-type", "multipart/form-data; boundary=xyz"))
        request = Request(verb="POST", path="/v2/file", headers=headers, body=body + b"--xyz--\r\n")
        response = self.twin.handle(request)
        return response.status, msgspec.json.decode(response.body)
