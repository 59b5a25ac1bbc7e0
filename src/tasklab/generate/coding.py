"""How generated code calls the codecs of the runtime."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasklab.adapter.codec.registry import CODECS
from tasklab.generate.code import Code, quoted

if TYPE_CHECKING:
    from tasklab.adapter.codec.registry import Codec
    from tasklab.generate.context import Context
    from tasklab.generate.native import Access

TABLE = "table"
"""The codec whose table is a constant of the module."""
INTEGER_TEXT = "integer_text"
INLINE = {INTEGER_TEXT: "str({})", "blank_null": "({} or None)"}
"""Decoders that are no more than an expression: written as that, because a page is mostly made of such values."""
_READERS = {
    "one_integer_text": ("[self.texts[{}]]", "[]"),
    "integer_list": ("[self.texts[number] for number in {}]", "[]"),
}
"""What reading a value and reading null come to in an adapter, which remembers the texts of the numbers it met."""
_NONE = re.compile(r" \| None\b")


def find_codec(context: Context, name: str, where: str) -> Codec | None:
    """Find a codec of the runtime; one that is unknown is a problem of the spec."""
    codec = CODECS.get(name)
    if codec is None:
        context.refuse(where, f"there is no codec `{name}`", f"one of {', '.join(sorted(CODECS))}")
    return codec


def import_types(context: Context, codec: Codec, annotation: str) -> str:
    """Return an annotation of a codec, with the types in it imported."""
    names = set(re.findall(r"\w+", annotation))
    for module, name in codec.imports:
        if name in names:
            context.imports.use(module, name)
    return annotation


def native_of(context: Context, codec: Codec) -> str:
    """Return the native type that a codec reads."""
    return import_types(context, codec, codec.native)


def decode(context: Context, codec: Codec, code: Code, where: str, table: str = "") -> Code:
    """Return the code that turns a native value into the unified one; `table` is the name of a codec's table."""
    if codec.direction == "write":
        context.refuse(where, f"the codec `{codec.name}` only writes", "a codec that reads, or `write_codec`")
    annotation = _NONE.sub("", codec.unified)
    is_nullable = codec.unified != annotation
    if codec.is_identity:
        return Code(code.text, annotation, code.is_nullable or is_nullable)
    if codec.name in INLINE:
        written_out = INLINE[codec.name].format(code.text)
        return (
            Code(written_out, annotation, is_nullable=True)
            if codec.reads_null
            else code.mapped(written_out, annotation)
        )
    function = context.imports.use(codec.module, codec.decoder)
    arguments = f"{code.text}, {table}" if table else code.text
    if codec.reads_null or not code.is_nullable:
        return Code(f"{function}({arguments})", annotation, is_nullable)
    return code.mapped(f"{function}({arguments})", annotation)


def decode_null(codec: Codec, found: Access) -> Code | None:
    """Return what reading a value that may be null comes to where that is written out; None where it is a call."""
    if codec.name not in _READERS:
        return None
    text, absent = _READERS[codec.name]
    return Code(found.wrapped(text.format(found.expression), absent), codec.unified)


def encode(context: Context, codec: Codec, code: Code, field: str, where: str) -> Code:
    """Return the code that turns a unified value into the native one; null stays null."""
    if codec.direction == "read":
        context.refuse(where, f"the codec `{codec.name}` only reads", "`write: false`, or a `write_codec`")
    annotation = _NONE.sub("", codec.written)
    is_nullable = codec.written != annotation
    if codec.is_identity:
        return code
    function = context.imports.use(codec.module, codec.encoder)
    arguments = f"{code.text}, {quoted(field)}" if codec.can_refuse else code.text
    mapped = code.mapped(f"{function}({arguments})", annotation)
    return Code(mapped.text, mapped.annotation, mapped.is_nullable or is_nullable, mapped.is_trusted)


def takes_lookup(name: str | None) -> bool:
    """Tell whether a codec looks its values up by itself, in what the lens's `lookup` lists."""
    codec = CODECS.get(name or "")
    return codec is not None and codec.takes_lookup


def is_path(name: str) -> bool:
    """Tell whether a codec gives a path that is escaped already."""
    codec = CODECS.get(name)
    return codec is not None and codec.is_path
