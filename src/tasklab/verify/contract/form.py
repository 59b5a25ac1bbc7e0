"""What every request has to say about itself, whatever the method: servers that guess are not all servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasklab.adapter.transport.protocol import WireRequest

_WITH_DEPTH = frozenset({"PROPFIND", "REPORT"})


def check_form(request: WireRequest) -> list[str]:
    """Return what a request leaves unsaid.

    Source: RFC 9110 sections 8.3 (a body has a Content-Type) and 9.3.1 (a GET has none); RFC 4918 section 9.1 and
    RFC 4791 section 7.8 (without Depth, one verb means everything below and the other one nothing).
    """
    names = {name.lower() for name, _ in request.headers}
    problems = []
    if request.body and "content-type" not in names:
        problems.append(f"{request.verb} with a body and without Content-Type")
    if request.body and request.verb == "GET":
        problems.append("GET with a body")
    if request.verb in _WITH_DEPTH and "depth" not in names:
        problems.append(f"{request.verb} without Depth")
    return problems
