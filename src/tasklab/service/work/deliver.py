"""Sends events to webhooks: signed, again until they are taken, and given up in the end.

The signature is that of Standard Webhooks: https://www.standardwebhooks.com/ (v1, HMAC-SHA256 over id, time and body).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

import msgspec

from tasklab.adapter.transport.protocol import TransportError, WireRequest
from tasklab.service.store.database import now_us
from tasklab.service.store.event import find_event
from tasklab.service.store.webhook import DeliveryRow, claim_delivery, find_webhook, settle_delivery
from tasklab.service.work.shape import event_of

if TYPE_CHECKING:
    from tasklab.adapter.transport.protocol import AsyncTransport
    from tasklab.service.secret import Keyring
    from tasklab.service.store.database import Database
    from tasklab.service.store.webhook import WebhookRow

WAITS_S = (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
"""How long after each attempt the next one is made; after the last the delivery is dead."""
_ANSWER_BYTES = 64 * 1024
_TAKEN = range(200, 300)
_SECOND_US = 1_000_000
_PREFIX = "whsec_"


def new_webhook_secret() -> str:
    """Return a fresh secret: `whsec_` and 256 bits in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, message_id: str, at_s: int, body: bytes) -> str:
    """Return the signature of a message: a receiver computes the same, and compares."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{at_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


class Deliverer:
    """Makes attempts for one process."""

    def __init__(
        self, database: Database, keyring: Keyring, transport: AsyncTransport, owner: str, timeout_s: float
    ) -> None:
        self._database, self._keyring, self._transport = database, keyring, transport
        self._owner, self._timeout_s = owner, timeout_s

    async def deliver(self, delivery_id: str) -> bool:
        """Make one attempt, where one is due; returns whether the event was taken."""
        row = await self._database.run(claim_delivery, delivery_id, self._owner, 2 * self._timeout_s)
        if row is None:
            return False
        webhook = await self._database.run(find_webhook, row.account_id, row.webhook_id)
        event = await self._database.run(find_event, row.account_id, row.event_number)
        if event is None:
            ended = msgspec.structs.replace(row, state="dead", problem="the event is older than events are kept")
        else:
            ended = await self._attempt(row, webhook, msgspec.json.encode(event_of(event)))
        await self._database.run(settle_delivery, ended)
        return ended.state == "delivered"

    async def _attempt(self, row: DeliveryRow, webhook: WebhookRow, body: bytes) -> DeliveryRow:
        secret = self._keyring.decrypt(webhook.secret, f"{webhook.account_id}/{webhook.id}").decode()
        now = now_us()
        at_s = now // _SECOND_US
        request = WireRequest(
            verb="POST",
            url=webhook.url,
            headers=(
                ("Content-Type", "application/json"),
                ("User-Agent", "tasklab"),
                ("Webhook-Id", row.id),
                ("Webhook-Timestamp", str(at_s)),
                ("Webhook-Signature", sign(secret, row.id, at_s, body)),
            ),
            body=body,
            timeout_s=self._timeout_s,
            max_body_bytes=_ANSWER_BYTES,
        )
        try:
            status = (await self._transport.send(request)).status
        except TransportError as error:
            return _unsent(row, None, error.reason[:500])
        if status in _TAKEN:
            return msgspec.structs.replace(row, state="delivered", status=status, problem=None, delivered_at=now_us())
        return _unsent(row, status, f"the receiver answered {status}")


def _unsent(row: DeliveryRow, status: int | None, problem: str) -> DeliveryRow:
    """Return a delivery after an attempt that failed: due again later, or dead."""
    if row.attempts > len(WAITS_S):
        return msgspec.structs.replace(row, state="dead", status=status, problem=problem)
    due_at = now_us() + WAITS_S[row.attempts - 1] * _SECOND_US
    return msgspec.structs.replace(row, due_at=due_at, status=status, problem=problem)
