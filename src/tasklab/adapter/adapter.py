"""What every generated adapter stands on.

An adapter turns unified methods into flows. It does no I/O, knows no HTTP client, and holds nothing but the connection
it speaks for, and texts of numbers it met: one instance may serve many calls at the same time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec

from tasklab.adapter.auth import Auth, NoAuth
from tasklab.adapter.error_rule import ErrorRule, error_by_status, find_error
from tasklab.adapter.limit import Limits
from tasklab.adapter.number_text import NumberTexts
from tasklab.adapter.raw import raw_item
from tasklab.unified.error import (
    MethodError,
    NotFoundError,
    PlatformError,
    UnsupportedFieldError,
    VersionMismatchError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.connection import Connection
    from tasklab.adapter.message import Pairs, Remember, Response

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_SUCCESSES = range(200, 300)
_NOT_FOUND = 404


class Decoder(Protocol[T_co]):
    """Reads one shape of answer: a `msgspec.json.Decoder`, or a decoder of another format."""

    def decode(self, body: bytes, /) -> T_co:
        """Return the native value. Raises: msgspec.DecodeError when the body has another shape."""


class Absence(msgspec.Struct, frozen=True):
    """Why this platform version cannot do a unified method."""

    because: str
    source: str
    """Address of who says so."""


class Adapter(ABC):
    """One version of one platform."""

    platform: ClassVar[str]
    version: ClassVar[str]
    limits: ClassVar[Limits] = Limits()
    error_rules: ClassVar[tuple[ErrorRule, ...]] = ()
    """In the order of the spec."""
    served_header: ClassVar[str] = ""
    """Name, in lower case, of the header in which an answer says which version served it."""
    served_path: ClassVar[tuple[str | int, ...]] = ()
    """Where a JSON answer says it."""
    origins: ClassVar[tuple[str, ...]] = ()
    """Other hosts than the site's own that are the platform's, too: credentials go there."""
    secret_parameters: ClassVar[tuple[str, ...]] = ()
    """Connection parameters whose values are never shown."""
    unavailable: ClassVar[Mapping[str, Absence]] = {}
    """Unified methods that the platform version cannot do."""
    served_version_header: ClassVar[str | None] = None
    """In lower case: the header in which an answer names the version that served it; None where none does."""
    _success_rules: ClassVar[tuple[ErrorRule, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._success_rules = tuple(rule for rule in cls.error_rules if rule.fits_success)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.texts = NumberTexts()
        """Texts of the ids that objects name others by, where the platform writes numbers."""

    # What the session asks for

    @property
    @abstractmethod
    def base_url(self) -> str:
        """The address that every path is below."""

    @property
    def auth(self) -> Auth:
        """How requests show whom they are for."""
        return NoAuth()

    @property
    def headers(self) -> Pairs:
        """Headers of every request."""
        return ()

    @property
    def query(self) -> Pairs:
        """What is in the query of every request."""
        return ()

    @property
    def served_version(self) -> str:
        """What that header has to say."""
        return self.version

    @property
    def proof(self) -> Remember | None:
        """What only a good credential gives, asked before anything else where the platform answers strangers too."""
        return None

    def require_version(self, told: str | None) -> None:
        """Refuse a site, or an answer, that says it is of another version than this adapter's.

        Raises: VersionMismatchError
        """
        if told is not None and told != self.version:
            raise self.located(
                VersionMismatchError(f"the platform says that it is version {told}, and {self.version} was asked for")
            )

    # What flows stand on

    def expect(
        self,
        response: Response,
        *statuses: int,
        repeat: tuple[int, ...] = (),
        method: str | None = None,
        is_content: bool = False,
    ) -> None:
        """Go on only if an answer means success: one of `statuses`, or any 2xx when none is named.

        `repeat` names the statuses that mean success besides when the request had been sent before: 404 for a delete,
        412 for a create with `If-None-Match`; what the spec's rules call not found, in whatever status, counts as 404.
        `method` is needed where a rule of the spec is for some methods only. With `is_content` a success holds a file
        of somebody's, which may read like an error.

        Raises: MethodError of the kind that the spec's rules, or else the status, say.
        """
        if self.served_header or self.served_path:
            self._require_served(response)
        if response.status in (statuses or _SUCCESSES):
            if is_content or not self._success_rules:
                return
            error = find_error(response, self._success_rules, method)
            if error is None:
                return
        elif response.is_repeat and response.status in repeat:
            return
        else:
            error = find_error(response, self.error_rules, method) or error_by_status(response)
            if response.is_repeat and _NOT_FOUND in repeat and isinstance(error, NotFoundError):
                return
        raise self.located(error)

    def decode(self, decoder: Decoder[T], response: Response) -> T:
        """Return the native value of an answer.

        Raises: PlatformError that names the path at which the answer has another type.
        """
        try:
            return decoder.decode(response.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self.unreadable(response, str(error)) from error

    def _require_served(self, response: Response) -> None:
        served = self._served_by(response)
        if served is not None and served != self.served_version:
            raise self.located(
                VersionMismatchError(
                    f"the platform served {served[:80]!r} where {self.served_version!r} was asked for",
                    native_status=response.status,
                )
            )

    def _served_by(self, response: Response) -> str | None:
        """Return what an answer says about the version that served it; None where it says nothing."""
        if self.served_header:
            return response.headers.get(self.served_header)
        try:
            return msgspec.json.decode(raw_item(response, *self.served_path), type=str)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None  # an error, or an answer that was not asked for it

    def unreadable(self, response: Response, why: str) -> PlatformError:
        """Return the error for an answer of another shape than documented."""
        kind = response.headers.get("content-type", "no content type").partition(";")[0]
        what = f"{len(response.body)} bytes of {kind}" if response.body else "nothing"
        return self.located(
            PlatformError(
                f"the answer is not of the documented shape: {why} (the platform sent {what})",
                native_status=response.status,
                request_id=response.headers.get("x-request-id"),
            )
        )

    def unsupported_field(self, field: str, why: str | None = None) -> UnsupportedFieldError:
        """Return the error for a field that this version cannot carry."""
        reason = why or f"{self.platform} {self.version} has no place for it"
        return self.located(UnsupportedFieldError(f"`{field}`: {reason}", pointer=f"/{field}"))

    def not_found(self, identifier: str, what: str = "object", *, pointer: str = "/id") -> NotFoundError:
        """Return the error for an id that names nothing."""
        return self.located(NotFoundError(f"there is no {what} with the id {identifier!r}", pointer=pointer))

    def translated(self, field: str, value: Any, table: Mapping[Any, T]) -> T:
        """Return the native value that stands for a unified one.

        Raises: UnsupportedFieldError for a value that no native one stands for.
        """
        try:
            return table[value]
        except (KeyError, TypeError):
            known = ", ".join(str(each) for each in table)
            raise self.unsupported_field(field, f"{value!r} is not among what the platform has: {known}") from None

    def own_path(self, address: str) -> str:
        """Return an address that the platform gave (`/dav/alice/`, or a whole URL) in the form a `Request` takes.

        Below the base address it is the path from there; elsewhere on the same host it is the whole URL, which the
        session sends only to the connection's own origin.
        """
        base = urlsplit(self.base_url)
        target = urlsplit(address)
        if target.netloc and (target.scheme, target.netloc) != (base.scheme, base.netloc):
            return address
        path = target.path + (f"?{target.query}" if target.query else "")
        root = base.path.rstrip("/")
        if path.startswith(f"{root}/"):
            return path[len(root) :]
        return f"{base.scheme}://{base.netloc}{path}"

    def located(self, error: ErrorT) -> ErrorT:
        """Return an error with the platform and version that it is about."""
        error.platform = self.platform
        error.platform_version = self.version
        return error


ErrorT = TypeVar("ErrorT", bound=MethodError)
