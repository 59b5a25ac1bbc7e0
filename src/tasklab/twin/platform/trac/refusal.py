"""What goes wrong, as Trac and its plug-in tell it apart. Source: `tracrpc/api.py` and `trac/core.py`."""

from __future__ import annotations


class TracError(Exception):
    """Trac refuses; its text is for people. In JSON -32603, in XML a fault 1."""

    code: int | None = None
    product = "TracError"
    """What the product names it."""
    title = "Trac Error"


class NotFoundError(TracError):
    """What was named does not exist: 404."""

    code = 404
    product = "ResourceNotFound"

    def __init__(self, text: str, title: str = "Trac Error") -> None:
        super().__init__(text)
        self.title = title


class DeniedError(TracError):
    """The caller has not the permission: 403."""

    code = 403
    product = "PermissionError"

    def __init__(self, permission: str, where: str = "") -> None:
        on = f" on {where}" if where else ""
        self.has_place = bool(where)
        super().__init__(
            f"{permission} privileges are required to perform this operation{on}. "
            "You don't have the required permissions."
        )


class MethodNotFoundError(TracError):
    """There is no such method: -32601."""

    code = -32601
    product = "MethodNotFound"

    def __init__(self, name: str) -> None:
        super().__init__(f'RPC method "{name}" not found')


class BrokenError(Exception):
    """The product's Python code breaks off with this text; the plug-in tells it to the caller."""

    product = "TypeError"
    """What it mostly is."""


class ProtocolError(Exception):
    """A request that a protocol cannot read, or that names no method."""

    def __init__(self, text: str, code: int | None = None, kind: str = "ProtocolException") -> None:
        super().__init__(text)
        self.code, self.kind = code, kind


class UnreadableError(Exception):
    """What not even the protocol's own errors can tell: HTTP 500."""
