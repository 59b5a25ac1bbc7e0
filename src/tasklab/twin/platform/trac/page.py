"""What is no call: the pages that browsers get, shortened, and refusals of the server itself.

Source: `tracrpc/web_ui.py`, `trac/web/main.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.answer import text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.platform.trac.method import METHODS

if TYPE_CHECKING:
    from tasklab.adapter.message import Request, Response
    from tasklab.twin.platform.trac.call import Call

_UNCACHED = {"cache-control": "must-revalidate", "expires": "Fri, 01 Jan 1999 00:00:00 GMT"}
_HTML = "text/html;charset=utf-8"
_PLAIN = "text/plain;charset=utf-8"
_REASONS = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    410: "Gone",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def refuse_page(status: int, retry_after_s: int | None = None) -> Response:
    """Return a page that refuses."""
    more = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
    reason = _REASONS.get(status, "Error")
    return _page(f"Error: {reason}", f"<h1>{reason}</h1>", status, more)


def list_environments(path: str) -> Response:
    """Return the page that leads to the environment."""
    content = f'<h1>Available Projects</h1><ul><li><a href="{path}">Lab</a></li></ul>'
    page = f"<!DOCTYPE html><html><head><title>Available Projects</title></head><body>{content}</body></html>"
    return text_answer(page, 200, _HTML, _UNCACHED)


def documents(request: Request, kind: str | None, path: str, call: Call) -> Response:
    """Answer what no protocol serves: with the list of methods to a browser, else 415."""
    is_page = _accepts_html(request) or (call.traits.has_loose_types and (kind or "text/html").startswith("text/html"))
    if not is_page:
        more = {} if call.traits.has_loose_types else {"connection": "close"}
        text = f"No protocol matching Content-Type '{kind or ''}' at path '{path}'."
        return text_answer(text, 415, _PLAIN, {**_UNCACHED, **more})
    if not call.may("XML_RPC"):
        return refuse_page(403)
    listed = "".join(f"<li>{name}</li>" for name in METHODS)
    return _page("Remote Procedure Call (RPC)", f"<ul>{listed}</ul>", 200)


def unreadable(method: object, text: str) -> Response:
    """Return the last resort of the plug-in, where a protocol cannot even tell what went wrong."""
    shown = f"Unhandled protocol error calling '{method or '(undefined)'}': {text}"
    return text_answer(shown, 500, _PLAIN, _UNCACHED)


def _page(title: str, content: str, status: int, more: dict[str, str] | None = None) -> Response:
    page = f"<!DOCTYPE html><html><head><title>{title} \N{EN DASH} Lab</title></head><body>{content}</body></html>"
    return text_answer(page, status, _HTML, {**_UNCACHED, **(more or {})})


def _accepts_html(request: Request) -> bool:
    accepted = read_header(request, "accept")
    if accepted is None:
        return request.verb == "GET"
    return any(each.strip().startswith("text/html") for each in accepted.split(","))
