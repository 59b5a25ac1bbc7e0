"""Templates on the read side: texts made of native values, connection parameters and an object's parents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate import coding
from tasklab.generate.code import Code, in_f_string
from tasklab.generate.context import ENCODE
from tasklab.generate.native import TEXTUAL, negated
from tasklab.generate.surface import shapes
from tasklab.spec import expression as e
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.generate.body import BodyBuilder
    from tasklab.generate.context import Context
    from tasklab.generate.source import NativeSource


class TemplateReader:
    """Plans the templates of one entity."""

    def __init__(
        self, context: Context, entity: str, source: NativeSource, body: BodyBuilder, parents: dict[str, str]
    ) -> None:
        """Prepare it; what its templates need of parents is added to `parents`, with their annotations."""
        self._context = context
        self._entity = entity
        self._declared = context.spec.entities[entity]
        self._source = source
        self._body = body
        self._parents = parents
        self.takes_mark = False
        """Whether a template tells the object from others of its kind by a mark."""

    def read(self, text: str, field: str) -> Code:
        """Return a text made of native values, connection parameters and the object's parents."""
        pieces: list[str] = []
        guards: list[str] = []
        for part in e.parse_template(text).parts:
            if isinstance(part, str):
                pieces.append(in_f_string(part))
                continue
            hole, conditions = self._hole(part, field, is_url=field == "url")
            pieces.append("{" + hole + "}")
            guards += conditions
        made = 'f"' + "".join(pieces) + '"'
        if not guards:
            return Code(made, "str")
        guards = list(dict.fromkeys(guards))
        whole = f"None if {' or '.join(guards)} else {made}"
        return Code(whole, "str", is_nullable=True, guarded=(negated(tuple(guards)), made))

    def _native_name(self, name: str) -> str:
        """Return where a name in a template stands in the native object: `id` is the object's own, wherever it is."""
        lens = self._declared.fields.get(name) if name == "id" and self._declared.format == "json" else None
        return name if lens is None or lens.path is None else lens.path

    def _hole(self, hole: e.Hole, field: str, *, is_url: bool) -> tuple[str, list[str]]:
        if hole.name in self._context.spec.connection.parameters:
            return self._body.hoist(hole.name, self._context.given(hole.name)), []
        if hole.name == "mark":
            self.takes_mark = True
            return "mark", []
        if self._is_parent(hole.name):
            self._parents[hole.name] = "str"
            return hole.name, [f"{hole.name} is None"]
        where = f"entities.{self._entity}.fields.{field}"
        codec = None if hole.codec is None else coding.find_codec(self._context, hole.codec, where)
        annotation = TEXTUAL if codec is None else coding.native_of(self._context, codec)
        found = self._source.find(self._native_name(hole.name), annotation, where)
        text = found.expression
        if codec is not None:
            text = coding.decode(self._context, codec, Code(text, annotation), where).text
        if is_url and not hole.is_raw and found.annotation != "int":
            escape = self._context.imports.use(ENCODE, "segment")
            text = f"{escape}({text if found.annotation == 'str' else f'str({text})'})"
        return text, list(found.guards)

    def _is_parent(self, name: str) -> bool:
        listing = METHODS.get(f"{self._entity}.list")
        shape = shapes(listing.parameters).get(name) if listing else None
        declared = self._context.spec.methods.get(f"{self._entity}.list")
        is_across = declared is not None and name in (declared.across or {})
        return is_across or (shape is not None and shape.is_required)
