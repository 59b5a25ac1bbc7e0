"""Kinds of blocks: what each needs, and how it is remembered and shown.

Source: https://developers.notion.com/reference/block and https://developers.notion.com/reference/patch-block-children
(2026-11-27): a request nests children two deep, with a hundred in each list and a thousand in all.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.file import media, media_name, read_media, show_media
from tasklab.twin.platform.notion.look import icon, read_look, show_look
from tasklab.twin.platform.notion.rich_text import MAX_EXPRESSION, color, read_rich_text, rich_text, url
from tasklab.twin.platform.notion.shape import (
    Check,
    array,
    choice,
    empty,
    fields,
    flag,
    identity,
    kind_of,
    literal,
    number,
    text,
)
from tasklab.twin.platform.notion.version import IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.call import Call

LANGUAGES = (
    *("abap", "abc", "agda", "arduino", "ascii art", "assembly", "bash", "basic", "bnf", "c", "c#", "c++", "clojure"),
    *("coffeescript", "coq", "css", "dart", "dhall", "diff", "docker", "ebnf", "elixir", "elm", "erlang", "f#", "flow"),
    *("fortran", "gherkin", "glsl", "go", "graphql", "groovy", "haskell", "hcl", "html", "idris", "java", "javascript"),
    *("json", "julia", "kotlin", "latex", "less", "lisp", "livescript", "llvm ir", "lua", "makefile", "markdown"),
    *("markup", "matlab", "mathematica", "mermaid", "nix", "notion formula", "objective-c", "ocaml", "pascal", "perl"),
    *("php", "plain text", "powershell", "prolog", "protobuf", "purescript", "python", "r", "racket", "reason", "ruby"),
    *("rust", "sass", "scala", "scheme", "scss", "shell", "smalltalk", "solidity", "sql", "swift", "toml"),
    *("typescript", "vb.net", "verilog", "vhdl", "visual basic", "webassembly", "xml", "yaml", "java/c/c++/c#"),
)
_TEXTUAL = ("paragraph", "bulleted_list_item", "numbered_list_item", "quote", "to_do", "toggle", "callout")
_HEADINGS = ("heading_1", "heading_2", "heading_3")
_MEDIA = ("image", "video", "pdf", "file", "audio")
_LINKS = ("embed", "bookmark")
_DEPTH = 2
PARENTS = frozenset({*_TEXTUAL, "synced_block", "template", "column", "column_list", "table"})
"""Kinds that may have children; headings where they are toggles."""


def headings(version: int) -> tuple[str, ...]:
    """Return the kinds of headings; the newest version has a fourth."""
    return (*_HEADINGS, "heading_4") if version >= IN_TRASH else _HEADINGS


@cache
def creation(version: int, depth: int = _DEPTH) -> Check:
    """Return the check of new blocks, with children so deep."""
    return array(choice(_contents(version, depth), {"object": literal("block")}))


def _contents(version: int, depth: int) -> dict[str, Check]:
    inner = {"children": creation(version, depth - 1)} if depth else {}
    styled = {"color": color, **inner}
    kinds: dict[str, Check] = dict.fromkeys(_TEXTUAL, fields({"rich_text": rich_text}, styled))
    kinds["to_do"] = fields({"rich_text": rich_text}, {**styled, "checked": flag})
    kinds["callout"] = fields({"rich_text": rich_text}, {**styled, "icon": icon})
    if version >= IN_TRASH:
        kinds["paragraph"] = fields({"rich_text": rich_text}, {**styled, "icon": icon})
    for each in headings(version):
        kinds[each] = fields({"rich_text": rich_text}, {**styled, "is_toggleable": flag})
    code = {"rich_text": rich_text, "language": literal(*LANGUAGES)}
    kinds["code"] = fields(code, {"caption": rich_text})
    kinds |= dict.fromkeys(("divider", "breadcrumb"), empty)
    kinds["table_of_contents"] = fields({}, {"color": color})
    kinds["equation"] = fields({"expression": text(MAX_EXPRESSION)})
    kinds |= dict.fromkeys(_LINKS, fields({"url": url}, {"caption": rich_text}))
    kinds |= dict.fromkeys(_MEDIA, media(caption=rich_text))
    kinds["file"] = media(caption=rich_text, name=text())
    kinds["table_row"] = fields({"cells": array(rich_text)})
    if depth:
        rows = array(choice({"table_row": kinds["table_row"]}, {"object": literal("block")}))
        heads = {"has_column_header": flag, "has_row_header": flag}
        kinds["table"] = fields({"table_width": number, "children": rows}, heads)
    return kinds


@cache
def change(version: int) -> Check:
    """Return the check of a change of a block; what is not given stays."""
    styled: dict[str, Check] = {"color": color, "rich_text": rich_text}
    kinds: dict[str, Check] = dict.fromkeys(_TEXTUAL, fields({}, styled))
    kinds["to_do"] = fields({}, {**styled, "checked": flag})
    kinds["callout"] = fields({}, {**styled, "icon": icon})
    if version >= IN_TRASH:
        kinds["paragraph"] = fields({}, {**styled, "icon": icon})
    for each in headings(version):
        kinds[each] = fields({}, {**styled, "is_toggleable": flag})
    kinds["code"] = fields({}, {"rich_text": rich_text, "caption": rich_text, "language": literal(*LANGUAGES)})
    kinds |= dict.fromkeys(("divider", "breadcrumb"), empty)
    kinds["table_of_contents"] = fields({}, {"color": color})
    kinds["equation"] = fields({"expression": text(MAX_EXPRESSION)})
    kinds |= dict.fromkeys(_LINKS, fields({}, {"url": url, "caption": rich_text}))
    files = {"external": fields({"url": url}), "file_upload": fields({"id": identity}), "caption": rich_text}
    kinds |= dict.fromkeys(_MEDIA, fields({}, files))
    kinds["file"] = fields({}, {**files, "name": text()})
    kinds["table_row"] = fields({"cells": array(rich_text)})
    kinds["table"] = fields({}, {"has_column_header": flag, "has_row_header": flag})
    trash = {"in_trash": flag} if version >= IN_TRASH else {"in_trash": flag, "archived": flag}

    def check(value: Any, at: str, faults: list[str]) -> None:
        if isinstance(value, dict) and kind_of(value, kinds) is None and set(value) & set(trash):
            fields({}, trash)(value, at, faults)
        else:
            choice(kinds, trash)(value, at, faults)

    return check


def kind_in(value: dict[str, Any]) -> str:
    """Return of which kind a block is; the check has passed."""
    return kind_of(value, _ALL) or ""


_ALL = frozenset({*_contents(IN_TRASH, 1)})


def read_content(call: Call, kind: str, value: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the content of a block as it is remembered, without its children. Raises: RefusalError."""
    content = dict(before) if before is not None else _blank(kind)
    for name, each in value.items():
        if name in ("rich_text", "caption"):
            content[name] = read_rich_text(call, each)
        elif name == "cells":
            content[name] = [read_rich_text(call, cell) for cell in each]
        elif name == "icon":
            content |= read_look(call, {name: each})
        elif name not in ("children", "external", "file_upload", "type"):
            content[name] = each
    if kind in _MEDIA and kind_of(value, ("external", "file_upload")) is not None:
        content["media"] = read_media(call, value)
        if kind == "file" and "name" not in value:
            content["name"] = media_name(call, content["media"])
    return content


def _blank(kind: str) -> dict[str, Any]:
    if kind in _TEXTUAL:
        more: dict[str, Any] = {"to_do": {"checked": False}, "callout": {"icon": None}, "paragraph": {"icon": None}}
        return {"rich_text": [], "color": "default", **more.get(kind, {})}
    if kind.startswith("heading_"):
        return {"rich_text": [], "is_toggleable": False, "color": "default"}
    if kind in (*_MEDIA, *_LINKS, "code"):
        return {"caption": []}
    blanks: dict[str, Any] = {
        "table_of_contents": {"color": "gray"},
        "table": {"has_column_header": False, "has_row_header": False},
    }
    return dict(blanks.get(kind, {}))


def show_content(call: Call, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a block."""
    shown = {name: value for name, value in content.items() if name != "media"}
    if kind in _MEDIA:
        shown |= show_media(call, content["media"])
    if "icon" in shown:
        if kind == "paragraph" and call.version < IN_TRASH:
            del shown["icon"]
        else:
            shown["icon"] = show_look(call, shown["icon"])
    return shown


def may_have_children(kind: str, content: dict[str, Any]) -> bool:
    """Whether a block may have others inside."""
    return kind in PARENTS or bool(content.get("is_toggleable"))
