"""Events are sent to webhooks: signed, until they are taken, and given up in the end."""

from __future__ import annotations

import base64
import hashlib
import hmac

import msgspec
import pytest
import sqlalchemy as sa

from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import TransportError
from tasklab.service.sandbox import TwinTransport
from tasklab.service.store.table import delivery, watch
from tasklab.service.store.webhook import list_due_deliveries
from tasklab.service.work.deliver import WAITS_S, Deliverer, sign

URL = "https://hooks.example.org/in"


class Killed(BaseException):
    """The process ends here."""


class Receiver:
    """Takes what is sent to it, or does not."""

    def __init__(self):
        self.requests, self.answers = [], []

    async def send(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, BaseException):
            raise answer
        return Response(status=answer)


@pytest.fixture
def receiver(stage):
    receiver = Receiver()
    service = stage.service
    service.deliverer = Deliverer(service.database, service.keyring, receiver, "p1", 15.0)
    return receiver


@pytest.fixture
def hook(stage, receiver):
    return stage.call("POST", "/v1/webhooks", {"url": URL}).json


def happen(stage, count=1):
    """Let something happen on a watched connection; return the deliveries that are due."""
    if not hasattr(stage, "watched"):
        stage.watched = stage.connect()
        stage.call("PUT", f"/v1/connections/{stage.watched}/watch", {})
        look(stage)
    stage.twin.seed(count)
    look(stage)
    return stage.service.database.do(list_due_deliveries, 100)


def look(stage):
    stage.service.database.do(lambda db: db.execute(sa.update(watch).values(due_at=0)))
    stage.runner.run(stage.service.poller.poll(stage.watched))


def deliver(stage, delivery_id):
    stage.service.database.do(lambda db: db.execute(sa.update(delivery).values(due_at=0)))
    return stage.runner.run(stage.service.deliverer.deliver(delivery_id))


def listed(stage, hook, query=""):
    return stage.call("GET", f"/v1/webhooks/{hook['id']}/deliveries{query}").json["items"]


def test_an_event_is_sent_signed(stage, receiver, hook):
    (due,) = happen(stage)

    assert deliver(stage, due) is True

    (request,) = receiver.requests
    headers = dict(request.headers)
    key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + request.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert (request.url, headers["Webhook-Signature"]) == (URL, f"v1,{expected}")
    assert msgspec.json.decode(request.body)["object_id"] == "1"
    assert listed(stage, hook)[0]["state"] == "delivered"
    assert deliver(stage, due) is False


def test_the_signature_is_the_standards_own_example():
    """Source: the example of the specification of Standard Webhooks, section on verification."""
    body = b'{"test": 2432232314}'
    signature = sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("answer", [500, 404, 301, 429, TransportError("no answer", may_have_arrived=True)])
def test_what_is_not_taken_is_sent_again_later_under_the_same_id(stage, receiver, hook, answer):
    (due,) = happen(stage)
    receiver.answers = [answer]

    assert deliver(stage, due) is False
    waiting = listed(stage, hook)[0]
    assert (waiting["state"], waiting["attempts"]) == ("pending", 1)
    assert waiting["problem"]
    assert stage.service.database.do(list_due_deliveries, 10) == []

    assert deliver(stage, due) is True
    assert len({dict(request.headers)["Webhook-Id"] for request in receiver.requests}) == 1


def test_after_the_last_attempt_it_is_dead_and_can_be_replayed(stage, receiver, hook):
    (due,) = happen(stage)
    receiver.answers = [500] * (len(WAITS_S) + 1)
    for _ in range(len(WAITS_S) + 1):
        deliver(stage, due)

    assert listed(stage, hook, "?state=dead")[0]["attempts"] == len(WAITS_S) + 1
    assert deliver(stage, due) is False
    assert stage.call("POST", f"/v1/webhooks/{hook['id']}/replay", {}).json == {"count": 1}
    assert deliver(stage, due) is True


def test_a_process_that_dies_in_between_loses_nothing(stage, receiver, hook):
    (due,) = happen(stage)
    receiver.answers = [Killed()]
    with pytest.raises(Killed):
        deliver(stage, due)
    assert deliver(stage, due) is False

    stage.service.database.do(lambda db: db.execute(sa.update(delivery).values(lease_until=0)))
    assert deliver(stage, due) is True


def test_a_webhook_hears_of_its_connection_or_of_all(stage, receiver, hook):
    happen(stage)
    one = stage.call("POST", "/v1/webhooks", {"url": URL, "connection_id": stage.watched}).json
    other = stage.call("POST", "/v1/webhooks", {"url": URL, "connection_id": stage.connect()}).json
    happen(stage)

    assert [len(listed(stage, each)) for each in (hook, one, other)] == [2, 1, 0]


def test_webhooks_are_listed_and_deleted_and_their_secret_is_shown_once(stage, hook):
    listing = stage.call("GET", "/v1/webhooks")

    assert [each["id"] for each in listing.json["items"]] == [hook["id"]]
    assert hook["secret"].encode() not in listing.body
    with stage.service.database.engine.begin() as connection:
        assert hook["secret"] not in repr(connection.exec_driver_sql("SELECT * FROM webhook").all())
    assert stage.call("DELETE", f"/v1/webhooks/{hook['id']}").status == 204
    assert stage.call("GET", f"/v1/webhooks/{hook['id']}/deliveries").kind == "missing"
    assert stage.call("GET", "/v1/webhooks/%00/deliveries").kind == "missing"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://169.254.169.254/x", "ftp://x", "https://u:p@example.org", ""]
)
def test_an_address_of_the_inside_is_refused(stage, url):
    assert stage.call("POST", "/v1/webhooks", {"url": url}).json["pointer"] == "/url"


def test_the_transport_of_webhooks_is_the_guarded_one(stage):
    assert isinstance(stage.service.deliverer._transport, TwinTransport)
    assert stage.service.transport._session.connector._socket_factory == stage.service.guard.open_socket
