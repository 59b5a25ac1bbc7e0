"""Lays a planned module out as text; formatting it is `tasklab.generate.formatting`'s part."""

from __future__ import annotations

import textwrap
from functools import cache
from typing import TYPE_CHECKING

import jinja2

from tasklab.generate.plan import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.generate.plan import Body, Constant, Module

_WIDTH = 120


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("tasklab.generate"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - it is Python that is laid out, not HTML
    )
    environment.filters |= {"indented": _indented, "docstring": _docstring, "declared": _declared}
    return environment.get_template("module.py.jinja")


def render_module(module: Module) -> str:
    """Return the text of a module, not formatted yet."""
    return _template().render(module=module)


def _indented(body: Body, columns: int) -> str:
    return "\n".join(_lines(body, " " * columns))


def _lines(body: Body, margin: str) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, Block):
            yield margin + statement.head
            yield from _lines(statement.body, margin + "    ")
        else:
            yield margin + statement


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
