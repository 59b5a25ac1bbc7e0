"""A real server as a target: somebody else started it and will stop it."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tasklab.adapter.transport.httpx2 import Httpx2Transport
from tasklab.verify.contract.session import SessionTarget, SkippingClock

if TYPE_CHECKING:
    from tasklab.adapter.adapter import Adapter
    from tasklab.verify.contract.target_file import TargetFile

_ANSWER_S = 5.0


class ServerTarget(SessionTarget):
    """A real server on loopback."""

    level = "server"

    def __init__(self, file: TargetFile, adapter: type[Adapter]) -> None:
        self._transport = Httpx2Transport()
        super().__init__(file, adapter, self._transport, SkippingClock)

    def is_alive(self) -> bool:
        """Whether the server still answers HTTP."""
        address = urlsplit(self._file.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_ANSWER_S)
        try:
            connection.request("GET", address.path or "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()
