"""The document of the API, as data and as a page. Nothing on the page comes from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tasklab.service.openapi.document import make_document
from tasklab.service.openapi.page import render_page
from tasklab.service.web.about import About
from tasklab.service.web.message import Answer
from tasklab.service.web.router import Route

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tasklab.service.web.message import Request

_HTML = b"text/html; charset=utf-8"
_POLICY = (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'")


class Documents:
    """Makes the document when it is first asked for: few processes ever are."""

    def __init__(self) -> None:
        self._routes: Sequence[Route] = ()
        self._json = b""
        self._page = b""

    def describe(self, routes: Sequence[Route]) -> None:
        """Take the routes that the document is about."""
        self._routes = routes

    def routes(self) -> Iterator[Route]:
        """Yield the routes that anybody may ask."""
        about = About("Read this document.", "operation", dict)
        yield Route("GET", "/v1/openapi.json", "openapi", self.document, None, about)
        about = About("Read this document as a page.", "operation", str, kind="text/html")
        yield Route("GET", "/docs", "docs", self.page, None, about)

    async def document(self, _request: Request) -> Answer:
        """Answer with the OpenAPI document."""
        if not self._json:
            self._json = msgspec.json.encode(make_document(self._routes))
        return Answer(body=self._json)

    async def page(self, _request: Request) -> Answer:
        """Answer with the page."""
        if not self._page:
            self._page = render_page(make_document(self._routes)).encode()
        return Answer(body=self._page, kind=_HTML, headers=(_POLICY,))
