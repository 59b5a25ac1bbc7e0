"""What every part of the language shares: strict models, and values that may refer to what is known.

A value in a spec is plain YAML, with these forms inside it (parsed in `tasklab.spec.expression`):

    $name                          the value itself: a parameter of the method, a kept value, a connection parameter
    text with {name}, {name|codec} each value escaped for where the text lands; {+name} is put in as it is, and only
                                   a value that the platform or the operator gave may be
    {codec: C, value: V}           V encoded by codec C; beside it may stand `table:` for the codec `table`, and
                                   `absent:` for what is sent when V is absent
    {clauses: [V, ...], join: T}   the entries all of whose references are given; joined by T when it is a text, which
                                   in a query or a header is left out where no entry is given
    {"+": $name, key: V}           the mapping $name with these keys besides
    {pick: METHOD, where: {field: V}, take: FIELD}   from the remembered list of METHOD, the first object that fits
    {literal: V}                   V as it stands: text full of braces (GraphQL), a null in a file that extends another
    $$text, {{, }}                 a text that starts with `$`, and braces that are meant

A mapping entry or clause whose reference is absent is left out; null and empty values are kept. In the variables of
a GraphQL document a mapping is left out too of which nothing is given: an empty filter is not the same as none.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict

Value: TypeAlias = Any
"""Plain YAML with references in it; see the module's text."""


class Model(BaseModel):
    """What all parts of the language share: unknown keys are errors, values are never coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)
