"""The spec of one platform version, whole and resolved: what the generator reads."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from tasklab.spec.call import Call, Item, Method, Paging, Unavailable, item_shorthand
from tasklab.spec.lens import Common, Entity
from tasklab.spec.short_document import with_whole_documents
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
    default: str | None = Field(None, description="What it is where a customer gives nothing, or blank text.")


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
    origins: list[str] = Field(
        default_factory=list,
        description="Other hosts that the platform serves parts of its API from: `https://graph.example.com`. Calls "
        "name them by a constant, `{+graph}/users`, and the connection's credentials go there, too.",
    )
    headers: dict[str, Value] = Field(
        default_factory=dict,
        description="Sent with every request, but those that have one of the name themselves.",
    )
    query: dict[str, Value] = Field(
        default_factory=dict,
        description="Names and values in the query of every request, but those that have one of the name themselves.",
    )
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


class InputType(Model):
    """What a type of variables is called in this version: `{type: Int, codec: integer_text}`."""

    type: str = Field(description="Its name in GraphQL.")
    codec: str | None = Field(None, description="Encodes whatever is given for a variable of it.")
    is_file: bool = Field(
        default=False,
        description="Whether a variable of it is a file: its document is sent as multipart/form-data, to `upload`.",
    )


class Graphql(Model):
    """How GraphQL documents are sent: as JSON, to one path (GraphQL over HTTP)."""

    path: str = Field(description="Template of the path that documents are posted to.")
    fragments: dict[str, str] = Field(
        default_factory=dict,
        description="Fragments by name; one is sent with each document that spreads it: `...TaskFields`.",
    )
    upload: str | None = Field(
        None, description="Template of the path that documents with a file among their variables are posted to."
    )
    types: dict[str, InputType] = Field(
        default_factory=dict,
        description="Types of variables by names of ours, where versions differ in them: ids that became text.",
    )
    variables: dict[str, str] = Field(
        default_factory=dict,
        description="Types of variables by name, for documents in short: an operation without a name, such as "
        "`{ task(id: $id) { title } }`, is named after its method and declares the variables it has; one that the call "
        "gives no value is the reference of that name.",
    )
    beside: str | None = Field(
        None, description="What every query, not mutations, asks for besides: `version { value }`."
    )


class Served(Model):
    """How an answer says which version served it; another one than asked for is `version_mismatch`."""

    header: str | None = Field(None, description="Name of the header; an answer without it says nothing.")
    path: str | None = Field(None, description="Path in a JSON answer; one that has nothing there says nothing.")
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
    kind: str = Field(
        description="One of the kinds of tasklab.unified.error. A rule without one is a rule for each kind that its "
        "status codes usually mean, in their order; then `status` is needed."
    )
    detail: str | None = Field(None, description="Path of the platform's own words.")
    code: str | None = Field(None, description="Path of the platform's own code.")
    fields: dict[str, str] = Field(
        default_factory=dict,
        description="How the platform's own words begin, and the unified field that they are then about.",
    )
    says: str | None = Field(None, description="What is said where the platform says nothing that helps.")
    retry_after: str | None = Field(
        None,
        description="Path of how long to wait before asking again: seconds, or words with `3 seconds` in them.",
    )


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


class Answers(Model):
    """What holds for all answers of a platform: `{items: data, item: data, then: get, detail: message}`.

    A method is read so that has no `item`, `items`, `items_of`, `then`, `via`, `constants` and `bytes_of`, and deletes
    nothing. It is said in a file that extends nothing, of its own methods and errors.
    """

    items: str | list[str] | None = Field(None, description="`items` of list methods.")
    item: Annotated[Item | None, BeforeValidator(item_shorthand)] = Field(None, description="`item` of the others.")
    then: Literal["get"] | None = Field(
        None,
        description="Methods that change something by `steps` have the `get` of their object as `then`, where there is "
        "one: one answer of several calls is not what came of them all.",
    )
    detail: str | None = Field(None, description="`detail` of all `errors` that have none.")
    code: str | None = Field(None, description="`code` of all `errors` that have none.")


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
    answers: Answers | None = Field(
        None, description="What holds for all answers, for methods and errors that say nothing of it."
    )
    common: list[Common] = Field(default_factory=list, description="What several entities have in common.")
    entities: dict[str, Entity] = Field(
        description="How unified objects look here, by the object's name. A list is `constants` alone; a mapping with "
        "none of the keys of an entity is `fields` alone."
    )
    methods: dict[str, Method] = Field(
        description="How unified methods are done, by the method's name. A list is `steps` alone."
    )
    unavailable: dict[str, Unavailable] = Field(
        default_factory=dict,
        description="Methods that cannot be done here. An object, `time_entry`, stands for all its methods that are "
        "neither declared nor named.",
    )

    @model_validator(mode="after")
    def _write_documents_out(self) -> Spec:
        return with_whole_documents(self)


class Change(Model):
    """One change against the version before."""

    what: str = Field(description="What is different, in one sentence.")
    because: str = Field(description="The vendor's entry, with its address.")


Spec.model_rebuild()
