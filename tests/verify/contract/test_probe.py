"""What shows that a product lacks something: a refusal, or an answer that has it not."""

from __future__ import annotations

import pytest

from tasklab.adapter.message import Response
from tasklab.spec.call import Call, Unavailable
from tasklab.verify.contract.probe import run_probe


class Product:
    """Answers every probe the same."""

    def __init__(self, status, body):
        self.answer = Response(status=status, body=body)
        self.connected = None

    def probe(self, flow):
        flow.close()
        return self.answer


def shown(status, body, *, lacks="data.times", expect=None):
    call = Call(graphql="{ times { id } }", expect=expect)
    absence = Unavailable(because="It keeps no time.", source="https://example.org/", probe=call, lacks=lacks)
    return run_probe(Product(status, body), None, absence) == ""


@pytest.mark.parametrize(
    ("status", "body", "expect", "is_shown"),
    [
        (200, b'{"errors": [{}]}', [200, 400], True),
        (200, b'{"data": {"times": []}}', [200, 400], False),
        (400, b'{"errors": [{}]}', [200, 400], True),
        (400, b'{"errors": [{}]}', None, False),
        (404, b"{}", [200, 400], False),
        (500, b"{}", [200, 500], False),
    ],
)
def test_a_refusal_shows_it_where_it_is_expected(status, body, expect, is_shown):
    assert shown(status, body, expect=expect) is is_shown


def test_without_a_path_a_refusal_alone_shows_it():
    assert shown(404, b"{}", lacks=None)
    assert not shown(200, b"{}", lacks=None)
