"""The spec of one platform version, whole and resolved: what the generator reads."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from tasklab.spec.call import Call, Method, Paging, Unavailable
from tasklab.spec.lens import Entity
from tasklab.spec.value import Model, Value


def _parse_day(value: object) -> object:
    """Read `2022-03-28`; dates are text in a spec."""
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or value != day.isoformat():
        raise PydanticCustomError("day", "a day such as 2022-03-28")
    return day


class Parameter(Model):
    """One thing a customer gives to connect: an address, a key."""

    type: Literal["url", "text", "secret"] = Field(description="A secret is never shown, logged or recorded.")
    title: str = Field(description="What people see beside it.")
    description: str | None = Field(None, description="Where it is found, for people.")
    is_optional: bool = Field(default=False, description="Whether a connection works without it.")
    default: str | None = Field(None, description="What it is for a customer who gives none.")


class HeaderAuth(Model):
    """A key in a header: `{kind: header, name: X-Api-Key, value: $key}`."""

    kind: Literal["header"] = Field(description="Tells the kinds apart.")
    name: str = Field(description="Name of the header.")
    value: Value = Field(description="Its value: `$key`.")


class BearerAuth(Model):
    """`Authorization: Bearer`."""

    kind: Literal["bearer"] = Field(description="Tells the kinds apart.")
    token: Value = Field(description="The token: `$token`.")


class BasicAuth(Model):
    """`Authorization: Basic` (RFC 7617), in UTF-8."""

    kind: Literal["basic"] = Field(description="Tells the kinds apart.")
    username: Value = Field(description="The user: `$username`.")
    password: Value = Field(description="The password: `$password`.")


class QueryAuth(Model):
    """Key and token in the query."""

    kind: Literal["query"] = Field(description="Tells the kinds apart.")
    values: dict[str, Value] = Field(description="Names and values put on every query.")


class LoginAuth(Model):
    """Log in, keep what the answer gives, send it with each request; again when a request answers 401."""

    kind: Literal["login"] = Field(description="Tells the kinds apart.")
    login: Call = Field(description="The request that logs in; its `keep` may be used in the headers.")
    headers: dict[str, Value] = Field(description="Sent with every request after the login.")


class OAuth2Auth(Model):
    """OAuth 2.0: an access token for a while, and a refresh token that gives the next one (RFC 6749, section 6).

    The access token is asked for before the first request, before it runs out, and when a request answers 401. A
    refresh token that comes with it takes the place of the one before, and whoever keeps the connection is told.
    """

    kind: Literal["oauth2"] = Field(description="Tells the kinds apart.")
    token_url: str = Field(description="Template of the address of the token endpoint, which may be on another host.")
    client_id: Value = Field(description="The application: `$client_id`.")
    client_secret: Value = Field(None, description="What shows that it is the application, where it can keep a secret.")
    refresh_token: str = Field(description="Name of the connection parameter that holds it: `refresh_token`.")
    scope: Value = Field(None, description="What the access token is wanted for; what was granted when left out.")


class NoAuth(Model):
    """The platform asks for no credential."""

    kind: Literal["none"] = Field(description="Tells the kinds apart.")


Auth = Annotated[
    HeaderAuth | BearerAuth | BasicAuth | QueryAuth | LoginAuth | OAuth2Auth | NoAuth, Field(discriminator="kind")
]


class Probe(Model):
    """How a site tells its version."""

    call: Call = Field(description="The request whose answer tells it.")
    version: str = Field(description="Path, or `header.NAME`, of the version in the answer.")
    pattern: str | None = Field(None, description="Regular expression whose first group is the version.")


class Connection(Model):
    """How a customer's site is reached."""

    parameters: dict[str, Parameter] = Field(description="What a customer gives, by the name values refer to.")
    base_url: str = Field(description="Template; every path is below it.")
    auth: Auth = Field(description="How requests show who they are from.")
    headers: dict[str, Value] = Field(default_factory=dict, description="Sent with every request.")
    probe: Probe | None = Field(None, description="How a site tells its version.")
    served: Served | None = Field(None, description="How an answer says which version served it.")
    proof: str | None = Field(
        None,
        description="What is remembered that only a good credential gives. It is asked before anything else, where the "
        "platform answers strangers too and would take a bad credential for one.",
    )


class Rpc(Model):
    """How remote procedures are called: JSON-RPC or XML-RPC over one path.

    An answer of XML-RPC is read as the JSON that it would be: `result`, or `fault` with `code` and `message`.
    """

    kind: Literal["json", "xml"] = Field("json", description="In which form procedures are called.")
    path: str = Field(description="Template of the path that procedures are called at.")
    version: str | None = Field(
        None, description="Value of the member `jsonrpc`, where the platform wants it. Not for XML."
    )


class Graphql(Model):
    """How GraphQL documents are sent: as JSON, to one path (GraphQL over HTTP)."""

    path: str = Field(description="Template of the path that documents are posted to.")
    fragments: dict[str, str] = Field(
        default_factory=dict,
        description="Fragments by name; one is sent with each document that spreads it: `...TaskFields`.",
    )


class Served(Model):
    """How an answer says which version served it; another one than asked for is `version_mismatch`."""

    header: str = Field(description="Name of the header; an answer without it says nothing.")
    version: Value = Field(description="What it has to be.")


class ErrorRule(Model):
    """Turns a native answer into one of our kinds of error; the first rule that fits counts.

    Status codes mean the usual kinds without a rule (RFC 9110): 400 and 422 validation, 401 authentication, 403
    permission, 404 and 410 not_found, 409 and 412 conflict, 429 rate_limited, other 5xx platform_unavailable.
    """

    status: int | list[int] | None = Field(None, description="Status codes it is for; any when left out.")
    path: str | None = Field(None, description="Path in a JSON body that must be there.")
    equals: Any = Field(None, description="What the value at the path must be.")
    matches: str | None = Field(None, description="Regular expression found in the value at the path, or in the body.")
    methods: list[str] | None = Field(None, description="Unified methods it is for; all when left out.")
    kind: str = Field(description="One of the kinds of tasklab.unified.error.")
    detail: str | None = Field(None, description="Path of the platform's own words.")
    code: str | None = Field(None, description="Path of the platform's own code.")
    fields: dict[str, str] = Field(
        default_factory=dict,
        description="How the platform's own words begin, and the unified field that they are then about.",
    )
    says: str | None = Field(None, description="What is said where the platform says nothing that helps.")


class Limits(Model):
    """What the platform allows one connection."""

    requests: int | None = Field(None, description="Requests in `per_s` seconds.", gt=0)
    per_s: float | None = Field(None, description="Length of the window, in seconds.", gt=0)
    concurrency: int | None = Field(None, description="Requests at the same time.", gt=0)
    remaining_header: str | None = Field(None, description="Header with the number of requests that are left.")
    reset_header: str | None = Field(None, description="Header that says when the window ends.")
    reset_unit: Literal["epoch_s", "seconds", "milliseconds", "epoch_ms"] = Field(
        "epoch_s", description="What that header counts."
    )


class Fact(Model):
    """A value asked once per connection and remembered: `$home` makes the driver ask for it."""

    steps: list[Call] = Field(description="Calls made one after the other.")
    value: Value = Field(description="What is remembered, made of what the calls kept.")


class Spec(Model):
    """One platform version."""

    platform: str = Field(description="The folder's name says the same; may be left out.")
    version: str = Field(description="The file's name says the same.")
    kind: Literal["product", "declared", "dated", "protocol"] = Field(
        description="What a version is: of a product, a name that requests declare, a dated change inside an API, or a "
        "protocol that products share and that is never supported by itself."
    )
    released: Annotated[date | None, BeforeValidator(_parse_day)] = Field(None, description="The day: 2022-03-28.")
    source: str | None = Field(None, description="Who says when it was released.")
    extends: str | None = Field(None, description="`5.1`, or `caldav/rfc4791` for a version of another folder.")
    changes: list[Change] = Field(default_factory=list, description="What the vendor changed, in words, with sources.")
    todo: list[str] = Field(default_factory=list, description="What is not sure yet; such a spec cannot pass the gate.")
    connection: Connection = Field(description="How a customer's site is reached.")
    rpc: Rpc | None = Field(None, description="How remote procedures are called, for calls with `rpc`.")
    graphql: Graphql | None = Field(None, description="How GraphQL is spoken, for calls with `graphql`.")
    paging: Paging = Field(Paging(kind="none"), description="How lists are walked that say nothing else.")
    limits: Limits = Field(Limits(), description="What the platform allows one connection.")
    errors: list[ErrorRule] = Field(default_factory=list, description="What answers mean; the first that fits.")
    remember: dict[str, Fact] = Field(default_factory=dict, description="Values asked once per connection.")
    constants: dict[str, Value] = Field(default_factory=dict, description="Named values that calls may refer to.")
    entities: dict[str, Entity] = Field(description="How unified objects look here, by the object's name.")
    methods: dict[str, Method] = Field(description="How unified methods are done, by the method's name.")
    unavailable: dict[str, Unavailable] = Field(default_factory=dict, description="Methods that cannot be done here.")


class Change(Model):
    """One change against the version before."""

    what: str = Field(description="What is different, in one sentence.")
    because: str = Field(description="The vendor's entry, with its address.")


Spec.model_rebuild()
