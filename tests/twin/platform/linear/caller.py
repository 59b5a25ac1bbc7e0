"""A caller of Linear's twin."""

from __future__ import annotations

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin


class Linear:
    """Asks a twin, as the main user unless said otherwise; `watch` sees each document with its answer."""

    def __init__(self, version=None, *, watch=None, **options):
        options.setdefault("requests_per_hour", "0")
        options.setdefault("complexity_per_hour", "0")
        self.twin = open_twin("linear", version, options=options)
        self.site = self.twin.site
        self.facts = self.site.facts()
        self.keys = {role: login["api_key"] for role, login in self.site.people().items()}
        self.keys["main"] = self.twin.account()["api_key"]
        self.team, self.project = self.facts["team_id"], self.facts["project_id"]
        self._watch = watch

    def send(self, document, variables=None, *, who="main", headers=(), verb="POST", path="/graphql", **body):
        key = () if who is None else (("authorization", self.keys.get(who, who)),)
        sent = msgspec.json.encode({"query": document, "variables": variables or {}, **body})
        headers = (*key, ("content-type", "application/json"), *headers)
        response = self.twin.handle(Request(verb=verb, path=path, headers=headers, body=sent))
        if self._watch is not None:
            self._watch(document, variables or {}, response)
        return response

    def ask(self, document, who="main", **variables):
        """Return the data of an answer without errors; of a document with one field, that field's."""
        response = self.send(document, variables, who=who)
        answer = msgspec.json.decode(response.body)
        assert response.status == 200, response.body
        assert "errors" not in answer, answer
        data = answer["data"]
        return next(iter(data.values())) if len(data) == 1 else data

    def refused(self, document, who="main", **variables):
        """Return the first error of an answer with status 200, whose data is null."""
        response = self.send(document, variables, who=who)
        answer = msgspec.json.decode(response.body)
        assert response.status == 200, response.body
        assert answer.get("errors"), answer
        assert answer["data"] is None
        return answer["errors"][0]

    def rejected(self, document, status=400, who="main", **variables):
        """Return the first error of an answer with another status."""
        response = self.send(document, variables, who=who)
        assert response.status == status, response.body
        return msgspec.json.decode(response.body)["errors"][0]

    def issue(self, fields="id", who="main", **values):
        values = {"teamId": self.team, "title": "Write", **values}
        text = f"mutation($input: IssueCreateInput!) {{ issueCreate(input: $input) {{ issue {{ {fields} }} }} }}"
        return self.ask(text, who, input=values)["issue"]

    def change(self, id_, fields="id", who="main", **values):
        text = (
            "mutation($id: String!, $input: IssueUpdateInput!)"
            f" {{ issueUpdate(id: $id, input: $input) {{ issue {{ {fields} }} }} }}"
        )
        return self.ask(text, who, id=id_, input=values)["issue"]

    def read(self, id_, fields, who="main"):
        return self.ask(f"query($id: String!) {{ issue(id: $id) {{ {fields} }} }}", who, id=id_)

    def states(self, team_id=None):
        text = "query($id: String!) { team(id: $id) { states { nodes { id name type position } } } }"
        nodes = self.ask(text, id=team_id or self.team)["states"]["nodes"]
        return {each["name"]: each["id"] for each in nodes}

    def make(self, kind, fields="id", who="main", **values):
        """Make something by its mutation: `make("IssueLabel", name="x")`."""
        field = kind[0].lower() + kind[1:]
        text = (
            f"mutation($input: {kind}CreateInput!)"
            f" {{ {field}Create(input: $input) {{ success lastSyncId {field} {{ {fields} }} }} }}"
        )
        return self.ask(text, who, input=values)[field]

    def listed(self, filter_, *, kind="IssueFilter", field="issues", of="title"):
        text = f"query($filter: {kind}) {{ {field}(filter: $filter) {{ nodes {{ {of} }} }} }}"
        return [each[of] for each in self.ask(text, filter=filter_)["nodes"]]
