"""Plans the one private method through which an adapter asks for remote procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.body import BodyBuilder
from tasklab.generate.code import quoted
from tasklab.generate.context import ENCODE, MESSAGE
from tasklab.generate.plan import Function
from tasklab.generate.value import Values
from tasklab.spec import expression as e

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.model import Rpc

XML_RPC = "tasklab.adapter.xml_rpc"
_NAME = "_procedure"
_PARAMS = {"json": "list[Any] | dict[str, Any]", "xml": "list[Any]"}
"""What arguments may be: JSON-RPC takes them by name too."""
_FLAGS = "is_write: bool = False, is_repeatable: bool = True, needs_auth: bool = True"


def procedure_of(context: Context, rpc: Rpc) -> str:
    """Return the name of the method, planned when a call first asks for it."""
    return context.method(_NAME, lambda: _plan(context, rpc))


def _body(context: Context, rpc: Rpc) -> str:
    use = context.imports.use
    if rpc.kind == "xml":
        return f"{use(XML_RPC, 'call_body')}(name, params)"
    version = f'"jsonrpc": {quoted(rpc.version)}, ' if rpc.version else ""
    return f'{use(ENCODE, "json_body")}({{{version}"id": 1, "method": name, "params": params}})'


def _plan(context: Context, rpc: Rpc) -> Function:
    use = context.imports.use
    values = Values(context, BodyBuilder(), "rpc")
    use("typing", "Any")
    path = values.text(e.parse_text(rpc.path), "path").text
    request = use(MESSAGE, "Request")
    media = quoted("text/xml" if rpc.kind == "xml" else "application/json")
    headers = f'(("Content-Type", {media}),)'
    values.body.add(
        f'return {request}(verb="POST", path={path}, headers={headers}, body={_body(context, rpc)}, '
        "is_write=is_write, is_repeatable=is_repeatable, needs_auth=needs_auth)"
    )
    return Function(
        name=_NAME,
        parameters=("name: str", f"params: {_PARAMS[rpc.kind]}", f"*, {_FLAGS}"),
        result=request,
        docstring=("Ask for a remote procedure.",),
        body=values.body.built(),
    )
