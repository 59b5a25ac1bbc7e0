"""The control endpoint of a served twin: reset, seed, faults, clock and log, apart from the vendor's paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.twin.answer import json_answer
from tasklab.twin.fault import Fault
from tasklab.twin.route import Router
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.adapter.message import Request, Response
    from tasklab.twin.twin import Twin


class _Seed(msgspec.Struct, forbid_unknown_fields=True):
    tasks: int


class _Advance(msgspec.Struct, forbid_unknown_fields=True):
    advance_s: float


class Control:
    """Serves what steers a twin, below one path. Whoever reaches it may do all of it: it is off unless asked for."""

    def __init__(self, twin: Twin, prefix: str) -> None:
        """Serve below `prefix`. Raises: TwinError for one that is no path of its own."""
        self.prefix = "/" + prefix.strip("/")
        if self.prefix == "/":
            raise TwinError("the control endpoint needs a path of its own, such as /_twin")
        self._twin = twin
        self._router: Router[Callable[[bytes], Any]] = Router()
        for verb, path, served in (
            ("GET", "state", self._state),
            ("POST", "reset", self._reset),
            ("POST", "seed", self._seed),
            ("GET", "faults", self._list_faults),
            ("POST", "faults", self._add_fault),
            ("DELETE", "faults", self._clear_faults),
            ("GET", "log", self._read_log),
            ("DELETE", "log", self._clear_log),
            ("POST", "clock", self._advance),
        ):
            self._router.add(verb, f"{self.prefix}/{path}", served)

    def owns(self, path: str) -> bool:
        """Whether a path belongs to the endpoint and not to the vendor."""
        return path == self.prefix or path.startswith(f"{self.prefix}/")

    def handle(self, request: Request) -> Response:
        """Answer a request below the prefix."""
        found = self._router.find(request.verb, request.path)
        if found is None:
            verbs = self._router.verbs(request.path)
            status, headers = (405, {"allow": ", ".join(verbs)}) if verbs else (404, None)
            return json_answer({"error": f"nothing at {request.verb} {request.path}"}, status, headers)
        try:
            return json_answer(found[0](request.body or b"{}"))
        except (msgspec.DecodeError, TwinError, ValueError) as error:
            return json_answer({"error": str(error)}, 400)

    def _state(self, _body: bytes) -> Any:
        twin = self._twin
        return {
            "platform": twin.platform.title,
            "version": twin.version,
            "now_s": twin.clock(),
            "account": dict(twin.account()),
            "faults": twin.faults,
        }

    def _reset(self, body: bytes) -> Any:
        self._twin.reset()
        return self._state(body)

    def _seed(self, body: bytes) -> Any:
        return dict(self._twin.seed(msgspec.json.decode(body, type=_Seed).tasks))

    def _list_faults(self, _body: bytes) -> Any:
        return self._twin.faults

    def _add_fault(self, body: bytes) -> Any:
        self._twin.misbehave(msgspec.json.decode(body, type=Fault))
        return self._twin.faults

    def _clear_faults(self, _body: bytes) -> Any:
        self._twin.behave()
        return []

    def _read_log(self, _body: bytes) -> Any:
        return self._twin.log

    def _clear_log(self, _body: bytes) -> Any:
        self._twin.forget()
        return []

    def _advance(self, body: bytes) -> Any:
        self._twin.clock.advance(msgspec.json.decode(body, type=_Advance).advance_s)
        return {"now_s": self._twin.clock()}
