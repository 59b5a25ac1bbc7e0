"""Lays a planned module out as text; formatting it is `tasklab.generate.formatting`'s part."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from tasklab.generate.plan import Block

if TYPE_CHECKING:
    from tasklab.generate.plan import Body, Constant, Function, Module, NativeStruct

_WIDTH = 120


def render_module(module: Module) -> str:
    """Return the text of a module, not formatted yet."""
    return "\n".join(_module(module)) + "\n"


def _module(module: Module) -> list[str]:
    lines = [f'"""{module.summary}"""', "", "from __future__ import annotations"]
    for group in module.imports:
        lines += ["", *(f"from {each.module} import {', '.join(each.names)}" for each in group)]
    for struct in module.structs:
        lines += ["\n", *_struct(struct)]
    if module.decoders:
        lines += ["\n" if module.structs else "", *map(_declared, module.decoders)]
    lines += ["", *map(_declared, module.constants)]
    lines += ["\n", f"class {module.class_name}(Adapter):", f'    """{module.summary}"""', ""]
    lines += [f"    {_declared(attribute)}" for attribute in module.attributes]
    for method in module.methods:
        lines += ["", *_function(method, "    ", ("self", *method.parameters))]
    for function in module.functions:
        lines += ["\n", *_function(function, "", function.parameters)]
    return lines


def _struct(struct: NativeStruct) -> list[str]:
    array = ", array_like=True" if struct.is_array else ""
    lines = [f"class {struct.name}(Struct{array}, gc=False):", f'    """{struct.summary}"""', ""]
    for member in struct.members:
        default = f" = {member.default}" if member.default else ""
        lines.append(f"    {member.name}: {member.annotation}{default}")
    return lines


def _function(function: Function, margin: str, parameters: tuple[str, ...]) -> list[str]:
    inner = f"{margin}    "
    return [
        *(f"{margin}@{decorator}" for decorator in function.decorators),
        f"{margin}def {function.name}({', '.join(parameters)}) -> {function.result}:",
        f'{inner}"""{_docstring(function.docstring, len(inner))}"""',
        *_lines(function.body, inner),
    ]


def _lines(body: Body, margin: str) -> list[str]:
    lines: list[str] = []
    for statement in body:
        if isinstance(statement, Block):
            lines += [margin + statement.head, *_lines(statement.body, margin + "    ")]
        else:
            lines.append(margin + statement)
    return lines


def _docstring(lines: tuple[str, ...], columns: int) -> str:
    """Lay out a docstring's text: one line, or a summary, a blank line and the rest."""
    margin = " " * columns
    wrapped = [_filled(_quoted(line), _WIDTH - columns - len('""".')) for line in lines]
    text = wrapped[0] if len(wrapped) == 1 else "\n".join((wrapped[0], "", *wrapped[1:], ""))
    return textwrap.indent(text, margin, lambda line: line.strip() != "").strip() + (
        f"\n{margin}" if len(lines) > 1 else ""
    )


def _filled(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else textwrap.fill(line, width, break_on_hyphens=False)


def _quoted(text: str) -> str:
    """Keep vendor text from ending a docstring, or from escaping in it."""
    return text.replace("\\", "/").replace('"""', "'''").removesuffix('"')


def _declared(constant: Constant) -> str:
    annotation = f": {constant.annotation}" if constant.annotation else ""
    return f"{constant.name}{annotation} = {constant.value}"
