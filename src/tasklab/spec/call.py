"""Calls and methods: how a unified method becomes requests, and its answer unified objects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tasklab.spec.value import Model, Value

VERBS = (
    "get", "post", "put", "patch", "delete", "propfind", "proppatch", "report", "mkcalendar", "mkcol", "move",
)  # fmt: skip
"""Keys of a call that name an HTTP method; their value is the path template."""


def _keep_shorthand(value: object) -> object:
    """Read `etag: header.ETag` and `id: data.id`, which are short for mappings."""
    if not isinstance(value, str):
        return value
    return {"header": value.removeprefix("header.")} if value.startswith("header.") else {"path": value}


class Keep(Model):
    """A value taken from an answer under a name that later calls may refer to."""

    path: str | None = Field(None, description="Path in the answer's body; `.` is the whole body.")
    header: str | None = Field(None, description="Name of a response header.")
    codec: str | None = Field(None, description="Decodes the native value.")
    mark: Value = Field(
        None, description="Of several properties of a calendar object: the mark of the one that is kept."
    )
    by: str | None = Field(
        None,
        description="Of all items of a multistatus, or of all JSON answers of a call with `each`: a mapping of the "
        "text at this path to what stands at `path`.",
    )
    where: dict[str, bool | int | str] = Field(
        default_factory=dict,
        description="Path in a JSON answer to value: where they differ, there is nothing: it is archived, say.",
    )
    unless: dict[str, bool | int | str] = Field(
        default_factory=dict,
        description="Path in a JSON answer to value: where one is the same, there is nothing: it is in the trash, say.",
    )
    absent: Literal["error", "null", "not_found"] = Field("error", description="What it means when it is not there.")


class Call(Model):
    """One exchange with the platform: exactly one verb, one `rpc` procedure, or one `graphql` document."""

    get: str | None = Field(None, description="Path template of a GET.")
    post: str | None = Field(None, description="Path template of a POST.")
    put: str | None = Field(None, description="Path template of a PUT.")
    patch: str | None = Field(None, description="Path template of a PATCH.")
    delete: str | None = Field(None, description="Path template of a DELETE.")
    propfind: str | None = Field(None, description="Path template of a PROPFIND.")
    proppatch: str | None = Field(None, description="Path template of a PROPPATCH.")
    report: str | None = Field(None, description="Path template of a REPORT.")
    mkcalendar: str | None = Field(None, description="Path template of a MKCALENDAR.")
    mkcol: str | None = Field(None, description="Path template of a MKCOL.")
    move: str | None = Field(None, description="Path template of a MOVE.")
    rpc: str | None = Field(None, description="Name of a remote procedure; the spec's `rpc` says how it is called.")
    params: list[Value] | dict[str, Value] | None = Field(
        None, description="Arguments of the procedure: in order, or by name, which XML-RPC does not have."
    )
    graphql: str | None = Field(
        None, description="A GraphQL document with one operation, sent as it stands; the spec's `graphql` says where."
    )
    variables: dict[str, Value] = Field(
        default_factory=dict,
        description="Variables of the GraphQL document, by name without `$`; those of paging are added.",
    )
    query: dict[str, Value] = Field(default_factory=dict, description="Names and values of the query.")
    headers: dict[str, Value] = Field(
        default_factory=dict,
        description="Headers besides the connection's. The value of `+` is a list of pairs that the platform gave, "
        "which take the place of those of the same name.",
    )
    json_body: Value = Field(None, alias="json", description="Body as JSON.")
    form: dict[str, Value] | None = Field(None, description="Body as a URL-encoded form.")
    xml: str | None = Field(None, description="Body as a template of XML text; values are escaped for XML.")
    calendar: Calendar | None = Field(None, description="Body as an iCalendar object.")
    multipart: dict[str, Value] | None = Field(
        None, description="Body as multipart/form-data; a bytes value is a file."
    )
    file_name: Value = Field(
        None,
        description="What a file in `multipart`, or among variables, is called: `$name`; `file` when left out.",
    )
    file_type: Value = Field(
        None, description="Media type of a file in `multipart`, where it is known: `$content_type`."
    )
    content: Value = Field(None, description="Body as the bytes themselves: `$content`.")
    expect: list[int] | None = Field(None, description="Status codes that mean success; any 2xx when left out.")
    nothing_on: list[int] = Field(
        default_factory=list,
        description="Of the last call of a list: status codes that mean that this account has nothing to list.",
    )
    reply: Literal["json", "multistatus", "calendar", "bytes", "text", "none"] | None = Field(
        None, description="How the answer is decoded; `json`, or `none` where nothing of it is read."
    )
    keep: dict[str, Annotated[Keep, BeforeValidator(_keep_shorthand)]] = Field(
        default_factory=dict, description="What is taken from the answer, under the names that later calls use."
    )
    each: dict[str, Value] | None = Field(
        None, description="Repeat the call for each: {name: $list}; keeps become lists."
    )
    let: dict[str, Value] = Field(
        default_factory=dict,
        description="Values made before the call, of what is known by then, for it and later calls, by their names; "
        "those of a method are made before its first call: `{blocked: {codec: ..., value: [$kind, $task_id]}}`.",
    )
    again_while: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Path in a JSON answer to texts: while it has one of them, the call is made again a little later. "
        "The platform does something by itself, and says so until it is done: `{status: [queued, inProgress]}`.",
    )
    when: Value = Field(None, description="Make the call only if this reference is given (absent ones are not).")
    is_repeatable: bool | None = Field(
        None, description="Whether a repeat after a lost answer does no harm; by the verb when left out."
    )
    is_write: bool | None = Field(
        None, description="Whether it changes something; in a method that writes by the verb when left out."
    )
    is_elsewhere: bool = Field(
        default=False,
        description="Whether the path is an address that the platform gave, which may be on another host and shows by "
        "itself who may come (a signed URL), or whether its answer leads there; no credential is sent to other hosts.",
    )


class Calendar(Model):
    """An iCalendar body: a new to-do, or changes to one that was read before (all else in it is kept)."""

    onto: Value = Field(None, description="The calendar object to change: `$calendar`; a new one when left out.")
    write: Value = Field(None, description="`$write`: the draft's fields through the lenses.")
    set: dict[str, Value] = Field(default_factory=dict, description="Properties set besides: `LAST-MODIFIED: $now`.")
    fill: dict[str, Value] = Field(default_factory=dict, description="Properties set only where there are none yet.")
    add: dict[str, Value] = Field(default_factory=dict, description="Properties added beside those already there.")
    mark: Value = Field(
        None,
        description="Which property of several of a name is changed or removed; what an added one is given. A "
        "mark is what `{mark}` is in the template of a lens.",
    )
    change: dict[str, Value] = Field(default_factory=dict, description="New values of the properties with the mark.")
    remove: list[str] = Field(default_factory=list, description="Names of which the property with the mark is removed.")


Call.model_rebuild()


class Paging(Model):
    """How a list is walked; `query` is put on each call of a list."""

    kind: Literal["none", "page", "offset", "cursor", "next_url", "link", "keyset"] = Field(
        description="How the next page is asked for; `link` follows the header Link (RFC 8288)."
    )
    query: dict[str, Value] = Field(
        default_factory=dict, description="May use $page (number), $size, $offset, $cursor, $last (keyset)."
    )
    first: int = Field(1, description="Number of the first page.")
    max: int | None = Field(None, description="Largest page the platform serves.", gt=0)
    total: str | None = Field(
        None, description="Path of the total in the answer; `header.X-Total-Count` reads a header."
    )
    next: str | None = Field(
        None, description="Path of the next cursor or URL in the answer; `header.X-Next` reads a header."
    )
    more: str | None = Field(None, description="Path of a boolean that says whether more follows.")
    key: Literal["last", "least"] = Field(
        "last",
        description="For keyset: which object of a page gives `$last`: the last one, or the one with the least key, "
        "where pages go from new to old and each page is in another order.",
    )


class Sort(Model):
    """What a platform can sort by; `$sort` in the call is the value made here."""

    fields: dict[str, Value] = Field(description="Unified field to native name.")
    ascending: Value = Field("{field}", description="Value for ascending order; {field} is the native name.")
    descending: Value = Field("-{field}", description="Value for descending order.")
    default: Value = Field(None, description="Value of $sort when the caller asks for none.")


class Agreement(Model):
    """What has to be the same of a parameter and of something else, such as the project of a task and its parent."""

    value: Value = Field(description="Of the parameter: `{parent_id|dav_first}`.")
    same_as: Value = Field(description="What it has to be: `{id|dav_first}`.")
    says: str = Field(min_length=10, description="What is said when it is not.")


class Item(Model):
    """Where the one object of an answer stands."""

    path: str = Field(description="Path in the answer; `.` is the whole body.")
    absent: Literal["error", "not_found"] = Field("error", description="What it means when it is not there.")
    step: int | None = Field(
        None, description="Which of the steps is answered with it, from 1; the last when left out.", gt=0
    )


def item_shorthand(value: object) -> object:
    """Read `item: issue`, which is short for `item: {path: issue}`."""
    return {"path": value} if isinstance(value, str) else value


class Method(Call):
    """One unified method: a call or steps, and how its answer is read.

    A filter parameter of a list is native exactly when the call refers to it; the others are applied by us.
    """

    steps: list[Call] | None = Field(None, description="Calls made one after the other, in place of a single call.")
    items: str | list[str] | None = Field(
        None, description="Path of the list of native objects, or of each of several; `.` is the whole body."
    )
    items_step: int | None = Field(
        None,
        description="Which of the steps is answered with what is at `items`, from 1, where later ones ask for what "
        "belongs to it; the last when left out. Of a list without pages.",
    )
    items_of: Value = Field(
        None,
        description="In place of `items`: the list of native objects, where it is made of what several calls kept.",
    )
    may_lack_items: bool = Field(
        default=False, description="Whether an answer without the list at `items` means that it is empty."
    )
    item: Annotated[Item | None, BeforeValidator(item_shorthand)] = Field(None, description="Path of the one object.")
    bytes_of: str | None = Field(None, description="For attachment.download: path of the content in the kept values.")
    read: str | None = Field(None, description="Entity that reads the objects; the method's own object when left out.")
    where: dict[str, Value] = Field(
        default_factory=dict, description="Native path to value (or list of values): items that differ are not ours."
    )
    unless: dict[str, Value] = Field(
        default_factory=dict,
        description="Native path to value (or list of values): items that have one of them are not ours.",
    )
    is_distinct: bool = Field(
        default=False,
        description="Whether an object may be found more than once; the list is then read whole, each listed once.",
    )
    held_by: str | None = Field(
        None,
        description="Where a list goes `across` others, and an object may be in several of them: path to the ids of "
        "all that hold it. It is then listed in the first of them, and the list is read page by page all the same.",
    )
    page: Paging | Literal[False] | None = Field(
        None, description="Paging of this list, when not the spec's; false: none."
    )
    sort: Sort | None = Field(None, description="What the platform can sort by; the rest is sorted by us.")
    refine: list[str] = Field(
        default_factory=list, description="Native filters that are coarser than ours, and are applied again by us."
    )
    among: str | None = Field(
        None,
        description="List method that has to hold the object with this `id` before anything is changed; `with` gives "
        "its parameters.",
    )
    then: str | None = Field(
        None,
        description="Method that reads the result back: task.get. Its `id` is the kept value or parameter so named. "
        "Of a list it is the object with that id, or the last one where no id is known.",
    )
    confirm: list[str] = Field(
        default_factory=list,
        description="Fields of the draft that the platform may leave out in silence: compared with what is read back.",
    )
    agree: dict[str, Agreement] = Field(
        default_factory=dict, description="Parameters that are refused, where they are given, unless something agrees."
    )
    via: str | None = Field(
        None,
        description="Another method that does this one, with the parameters in `with`. Of a list it is the first "
        "object whose unified fields are as `where` says.",
    )
    with_: dict[str, Value] = Field(
        default_factory=dict,
        alias="with",
        description="Parameters of the method in `via`, or of the one in `then` and in `among`.",
    )
    across: dict[str, str | list[str]] | None = Field(
        None,
        description="Where the platform lists within one other object only: the parameter that names it, and the list "
        "method that gives all of them, asked one after the other when the caller names none: "
        "`{project_id: project.list}`. A name that is no parameter is a new one, for all of them or for words of the "
        "platform's: `{direction: [in, out]}`; lenses may have it in a template.",
    )
    constants: bool = Field(default=False, description="Answers the entity's own `constants`, without a call.")
    source: str | None = Field(None, description="Address of the vendor's page about it.")
    because: str | None = Field(None, description="Why it is so: the vendor's words or changelog entry.")


class Unavailable(Model):
    """A unified method that this platform version cannot do."""

    because: str = Field(min_length=10, description="What the platform lacks.")
    source: str = Field(pattern=r"^https?://", description="Who says so: a page or section that can be read.")
    probe: Call | None = Field(
        None, description="A call that shows it on a real server: it must be refused, or lack what is named here."
    )
    lacks: str | None = Field(
        None, description="Path that the probe's answer must not have; a refusal among `expect` will do, too."
    )
