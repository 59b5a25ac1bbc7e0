"""Entities and their lenses: one declaration from which both the read and the write of a field are made."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tasklab.spec.value import Model, Value


def _shorthand(value: object) -> object:
    """Read `title: subject`, which is short for `title: {path: subject}`."""
    return {"path": value} if isinstance(value, str) else value


class Lens(Model):
    """How one unified field is carried by the platform."""

    path: str | None = Field(None, description="Where the native value is read: `status.id`, `labels[].name`.")
    write: str | Literal[False] | None = Field(
        None, description="Native path under which it is written; the read path when left out; false: never."
    )
    codec: str | None = Field(None, description="Pair of inverse functions between the native and the unified value.")
    write_codec: str | None = Field(None, description="Codec of the write, where the platform writes another shape.")
    table: dict[Any, Any] | None = Field(None, description="For the codec `table`: native value to unified value.")
    otherwise: str | None = Field(
        None, description="Where it is read when there is nothing at `path`, or a template has something missing."
    )
    where: dict[str, Value] = Field(
        default_factory=dict,
        description="Native path to value (or list of values): where they differ, the field is empty, whatever is at "
        "`path`. Reads only.",
    )
    default: Any = Field(None, description="Native value that an absent one means, read only.")
    through: str | None = Field(
        None,
        description="A kept mapping (`by`) in which the value is a key; what that leads to is the unified value. It is "
        "written only by calls that refer to the parameter.",
    )
    lookup: str | None = Field(
        None,
        description="A list method (`status.list`) whose object with this id is the unified value. A codec that takes "
        "it is given all that it lists instead: `field.list`, whose types say how values by field id are read.",
    )
    part: dict[str, Annotated[Lens, BeforeValidator(_shorthand)]] = Field(
        default_factory=dict,
        description="Of a status, a priority or a type: how its other fields are read where the object has them "
        "itself: `{name: state.name}`. It is not looked up then.",
    )
    constant: Any = Field(None, description="A unified value that every object of this version has.")
    parts: list[str] | None = Field(
        None, description="Native paths whose values, by path, the codec is given together; read only."
    )
    template: str | None = Field(None, description="A text made of native values and connection parameters.")
    moves: list[str] = Field(
        default_factory=list, description="Other unified fields that the platform changes when this one is written."
    )
    is_required: bool = Field(default=False, description="Whether the platform refuses to create without it.")
    needs: str | None = Field(
        None,
        description="The field without which the platform takes no value here: a start needs a due date. Creating "
        "without it is refused, and an update may do without it where the object has it.",
    )
    write_on: Literal["create", "update", "both"] = Field(
        "both", description="Which writes carry it; the others refuse it by name."
    )
    clear: Value = Field(None, description="What is written to empty it, when that is not null.")
    can_be_empty: bool = Field(default=True, description="Whether null is carried; it is refused by name otherwise.")
    max_length: int | None = Field(None, description="Longest text the platform keeps, in characters.", gt=0)
    is_filled: bool = Field(default=False, description="Whether a text without a word in it is refused.")
    because: str | None = Field(None, description="The vendor's own words for it, with their address.")


Lens.model_rebuild()


class Beside(Model):
    """Objects that an answer has beside the ones asked for, which are parts of those: `{path: links, by: taskId}`."""

    path: str = Field(description="Where the list of them is, from the root of the answer.")
    by: str = Field(description="Member of each that is the id of the object it belongs to.")


class Common(Model):
    """What several entities have in common: `{of: [task, comment], fields: {id: id, created_at: created}}`.

    It is as if each of them said it itself. What an entity does say itself, a lens or an address, takes its place, and
    an entity that says nothing more need not be named. Where two of these speak of the same, the later one counts.
    """

    of: list[str] = Field(description="Names of the entities.")
    source: str | None = Field(None, description="Address of the vendor's page about all of them.")
    url: str | None = Field(None, description="Template of the address a person opens in a browser.")
    fields: dict[str, Annotated[Lens, BeforeValidator(_shorthand)]] = Field(
        default_factory=dict, description="Unified field to lens."
    )


class Entity(Model):
    """How one unified object looks on the platform."""

    format: Literal["json", "dav"] = Field("json", description="Shape of the native object.")
    source: str | None = Field(
        None, description="Address of the vendor's page about it, for its methods that name none."
    )
    url: str | None = Field(None, description="Template of the address a person opens in a browser.")
    fields: dict[str, Annotated[Lens, BeforeValidator(_shorthand)]] = Field(
        description="Unified field to lens. A unified field that is not named here is `unsupported`."
    )
    beside: dict[str, Beside] = Field(
        default_factory=dict,
        description="Native member to where its list stands in answers, beside the objects: lenses read it as if each "
        "object had its own. Empty where an answer has none for an object, missing where it has no such list.",
    )
    made_by: str | None = Field(
        None,
        description="Codec, of a list of objects to a list of objects, that what an answer has goes through before "
        "lenses read it: a list of values by column becomes members, what is inside others stands beside them. It is "
        "given one alone in a list, too.",
    )
    secrets: list[str] = Field(
        default_factory=list, description="Native members that are credentials: `raw` comes without them."
    )
    extensions: dict[str, str] = Field(default_factory=dict, description="Native extras: name to path.")
    constants: list[dict[str, Value]] | None = Field(
        None,
        description="All objects there are, where the platform fixes them, as unified fields. In a file that extends "
        "nothing its `fields`, when left out, are those names, and its list method is declared by it.",
    )
