"""A caller of Trac's twin that keeps what was said."""

from __future__ import annotations

import base64
import json
import xmlrpc.client

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin
from tasklab.twin.platform.trac.access import PASSWORD_OF

CUSTOM = """
effort = text
effort.value = 3
effort.order = 1
kind = select
kind.options = small|big|
kind.value = 1
kind.order = 2
way = radio
way.options = here|there
way.value = there
way.order = 3
done = checkbox
done.value = yes
done.label = Done?
done.order = 4
notes = textarea
notes.order = 5
deadline = time
deadline.format = date
deadline.order = 6
labels = text
labels.format = list
labels.order = 7
"""


class RefusedError(Exception):
    """An error in JSON: its code and message."""

    @property
    def told(self):
        return self.args


class Trac:
    """Calls methods of a twin, as the administrator unless said otherwise; None is nobody."""

    def __init__(self, version="1.2", **options):
        self.version = version
        self.twin = open_twin("trac", version, options={name.replace("_", "-"): each for name, each in options.items()})
        self.exchanges = []

    def send(self, body, *, user="admin", path="/env/login/rpc", verb="POST", password=None, **headers):
        """Send a request with a body; a content type of JSON unless told otherwise."""
        given = {"content_type": "application/json", **headers}
        pairs = [(name.replace("_", "-"), value) for name, value in given.items() if value is not None]
        if user is not None:
            secret = f"{user}:{password or PASSWORD_OF[user]}".encode()
            pairs.append(("authorization", f"Basic {base64.b64encode(secret).decode()}"))
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = Request(verb=verb, path=path, headers=tuple(pairs), body=raw)
        response = self.twin.handle(request)
        self.exchanges.append((request, response))
        return response

    def answer(self, body, **words):
        """Return the body of an answer in JSON."""
        response = self.send(body, **words)
        assert response.status == 200, response
        return json.loads(response.body)

    def __call__(self, method, *params, **words):
        """Call in JSON. Raises: RefusedError."""
        said = self.answer({"id": 1, "method": method, "params": params}, **words)
        assert said["id"] == 1
        if said["error"]:
            assert said["error"]["name"] == "JSONRPCError"
            raise RefusedError(said["error"]["code"], said["error"]["message"])
        return said["result"]

    def refusal(self, method, *params, **words):
        """Return code and message of a call that has to be refused."""
        try:
            result = self(method, *params, **words)
        except RefusedError as error:
            return error.told
        raise AssertionError(result)

    def xml(self, method, *params, **words):
        """Call in XML. Raises: xmlrpc.client.Fault."""
        body = xmlrpc.client.dumps(params, method, allow_none=True).encode()
        response = self.send(body, content_type="application/xml", **words)
        assert response.status == 200, response
        return xmlrpc.client.loads(response.body, use_builtin_types=True)[0][0]

    def fault(self, method, *params, **words):
        """Return code and text of a call in XML that has to be refused."""
        try:
            result = self.xml(method, *params, **words)
        except xmlrpc.client.Fault as error:
            return error.faultCode, error.faultString
        raise AssertionError(result)

    def make(self, summary="Sweep", description="", **attributes):
        """Make a ticket, and return its number."""
        return self("ticket.create", summary, description, attributes)

    def show(self, ticket):
        """Return the values of a ticket."""
        return self("ticket.get", ticket)[3]

    def act(self, ticket, action="leave", comment="", **attributes):
        """Change a ticket by an action, and return its values."""
        return self("ticket.update", ticket, comment, {"action": action, **attributes})[3]

    def log(self, ticket):
        """Return what was changed of a ticket: author, field, old and new value."""
        return [tuple(row[1:5]) for row in self("ticket.changeLog", ticket)]

    def find(self, text, **words):
        """Return the numbers of tickets."""
        return self("ticket.query", text, **words)


def moment(text):
    """Return a moment as JSON has it."""
    return {"__jsonclass__": ["datetime", text]}


def binary(data):
    """Return bytes as JSON has them."""
    return {"__jsonclass__": ["binary", base64.b64encode(data).decode()]}
