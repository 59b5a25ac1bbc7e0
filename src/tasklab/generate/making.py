"""How a reader makes its object: what is given to the class, and what is set on the object afterwards.

A struct takes a keyword faster than a member is set, but only as long as the interpreter keeps the arguments of the
call on its stack: fifteen of them (`STACK_USE_GUIDELINE` in CPython's compiler). So what is there always is given, then
other fields as far as there is room; the rest is set, each only where the platform gave something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.code import Code, unwrapped
from tasklab.generate.plan import Block

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tasklab.generate.plan import Statement
    from tasklab.generate.surface import Shape

_MOST_KEYWORDS = 15


def split_fields(
    codes: Mapping[str, Code], shapes: Mapping[str, Shape], taken: int
) -> tuple[dict[str, Code], dict[str, Code]]:
    """Return which fields are given to a class that is given `taken` others, and which are set on the object.

    A field that is never null keeps the default of its class where the platform gave nothing.
    """
    always = [name for name, code in codes.items() if code.guarded is None]
    others = [name for name in codes if name not in always and shapes[name].is_nullable]
    given = (*always, *others)[: max(0, _MOST_KEYWORDS - taken)]
    return {name: code for name, code in codes.items() if name in given}, {
        name: code for name, code in codes.items() if name not in given
    }


def render_call(name: str, arguments: Sequence[tuple[str, str]]) -> str:
    """Return the call of a class with keywords."""
    return f"{name}({', '.join(f'{keyword}={unwrapped(text)}' for keyword, text in arguments)})"


def set_field(target: str, code: Code) -> Statement:
    """Return the statement that sets a field, under its condition where it has one."""
    if code.guarded is None:
        return f"{target} = {unwrapped(code.text)}"
    condition, value = code.guarded
    return Block(f"if {condition}:", (f"{target} = {unwrapped(value)}",))
