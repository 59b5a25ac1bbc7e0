"""Textile from CommonMark, as Redmine reads it.

What Textile has no form for is kept as text or laid flat; `tasklab.adapter.codec.textile` says what.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from tasklab.adapter.codec.markdown import parse_markdown
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.adapter.codec.textile_read import APART

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.tree import SyntaxTreeNode

_MARKS = {"strong": "*", "em": "_"}
_ENTITY = re.compile(r"&(?=#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)")
_OPENER = re.compile(r"(?<![^\W_])([*_@+^~%!-]|\?(?=\?))(?=\S|\Z)")
_CLOSER = re.compile(r"(?<!\s)([*_])(?![^\W_])")
_DOUBLE = re.compile(r"([\[{=])(?=\1)")
_LINK_END = re.compile(r'"(?=:)')
_BLOCK = re.compile(r"(?m)^(\s*)(h[1-6]|bq|p|pre|bc|fn\d+|table|notextile)(?=[^\s.]*\.)")
_LINE = re.compile(r"(?m)^(\s*)([*#](?=[*#]*(?:\s|\Z))|[>|]|-(?=--))")
_TAIL = re.compile(r"[^\w/=&%#+~*-]\Z")
_NO_CODE = re.compile(r"[^\W_]|@")
_CODE_TAGS = re.compile(r"</?(?:pre|code)\b", re.IGNORECASE)


def render_textile(markdown: str, field: str) -> str:
    """Return the Textile of CommonMark.

    Raises: UnsupportedFieldError for code that holds a tag which would end it, and for marks nested without end.
    """
    try:
        return _Writer(field).blocks(parse_markdown(markdown).children)
    except RecursionError as error:
        raise cannot_carry(field, "has marks nested too deeply to be written as Textile") from error


class _Writer:
    def __init__(self, field: str) -> None:
        self._field = field
        self._code: list[str] = []
        """Blocks of code that lists and quotes cannot hold, until they can be written."""

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> str:
        """Return blocks, apart by a blank line; code that was found inside of one follows it."""
        texts: list[str] = []
        for node in nodes:
            texts += [self._block(node), *self._code]
            self._code = []
        return _apart(texts)

    def _block(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "heading":
                text = self._inline(node).replace("\n", " ")
                return f"h{node.tag[1:]}. {text}" if text else ""
            case "fence" | "code_block":
                self._code.append(self._block_of_code(node))
                return ""
            case "blockquote":
                inner = _apart([self._block(child) for child in node.children])
                return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
            case "bullet_list" | "ordered_list":
                return self._list(node, "")
            case "hr":
                return "---"
            case _:
                return _escape_lines(self._inline(node))

    def _block_of_code(self, node: SyntaxTreeNode) -> str:
        if _CODE_TAGS.search(node.content):
            raise cannot_carry(
                self._field, "has code with a <pre> or <code> tag in it, and Textile would end the code there"
            )
        language = node.info.split()[0] if node.info.split() else ""
        start = f'<pre><code class="{language}">' if re.fullmatch(r"[\w+#.-]+", language) else "<pre>"
        end = "</code></pre>" if start != "<pre>" else "</pre>"
        return f"{start}\n{node.content}{end}" if node.content.endswith("\n") else f"{start}\n{node.content}\n{end}"

    def _list(self, node: SyntaxTreeNode, outer: str) -> str:
        """Return a list and the lists in it, one line per item; other blocks in it follow it."""
        prefix = outer + ("*" if node.type == "bullet_list" else "#")
        lines: list[str] = []
        after: list[str] = []
        for item in node.children:
            texts = [self._inline(child) for child in item.children if child.type in ("paragraph", "heading")]
            joined = _escape_lines("\n".join(text for text in texts if text))
            lines += [f"{prefix} {joined}"] if joined else []
            for child in item.children:
                if child.type.endswith("_list"):
                    inner, *rest = self._list(child, prefix).split("\n\n", 1)
                    lines += [inner] if inner else []
                    after += rest
                elif child.type not in ("paragraph", "heading"):
                    after.append(self._block(child))
        return _apart(["\n".join(lines), *after])

    def _inline(self, node: SyntaxTreeNode) -> str:
        return "".join(self._spans(_siblings(inline)) for inline in node.children).strip()

    def _spans(self, nodes: Sequence[SyntaxTreeNode]) -> str:
        """Return spans; strong ones side by side are one, because their marks would be taken for another mark."""
        spans = [node for node in nodes if node.type != "text" or node.content]
        return "".join(
            self._marked(list(alike)) if mark else "".join(map(self._span, alike))
            for mark, alike in groupby(spans, key=lambda node: _MARKS.get(node.type, ""))
        )

    def _span(self, node: SyntaxTreeNode) -> str:
        if node.type == "link":
            return self._link(node)
        render = _LEAVES.get(node.type)
        return render(node) if render else self._spans(node.children)

    def _marked(self, nodes: Sequence[SyntaxTreeNode]) -> str:
        inner = "".join(self._spans(node.children) for node in nodes)
        if not inner.strip() or not _is_marked(nodes[0]):
            return inner
        mark = _MARKS[nodes[0].type]
        return "\n".join(f"{mark}{line.strip()}{mark}" if line.strip() else line for line in inner.split("\n"))

    def _link(self, node: SyntaxTreeNode) -> str:
        address = _address(str(node.attrs.get("href", "")))
        text = self._spans(node.children).replace('"', "&#34;").replace("\n", " ").strip()
        if not address:
            return text
        before = " " if _edge(node, is_before=True).isalnum() else ""
        return f'{before}"{text or address}":{address}{_gap(node)}'


def _apart(blocks: Sequence[str]) -> str:
    return "\n\n".join(block for block in blocks if block)


def _siblings(inline: SyntaxTreeNode) -> Sequence[SyntaxTreeNode]:
    return inline.children if inline.type == "inline" else [inline]


def _neighbour(node: SyntaxTreeNode, *, is_before: bool) -> SyntaxTreeNode | None:
    """Find what stands next to a span; the parser leaves empty texts between spans."""
    found = node.previous_sibling if is_before else node.next_sibling
    while found is not None and found.type == "text" and not found.content:
        found = found.previous_sibling if is_before else found.next_sibling
    return found


def _edge(node: SyntaxTreeNode, *, is_before: bool) -> str:
    """Return the character right before or right after a span: any mark counts as `!`, no character as none."""
    found = _neighbour(node, is_before=is_before)
    if found is None:
        parent = node.parent
        if parent is None or parent.type not in _MARKS:
            return ""
        return "!" if _is_marked(parent) else _edge(parent, is_before=is_before)
    if found.type in _MARKS:
        if node.type in _MARKS:
            return _edge(found, is_before=is_before)
        return "!" if _is_marked(found) else _inner_edge(found, is_last=is_before)
    return _inner_edge(found, is_last=is_before)


def _inner_edge(node: SyntaxTreeNode, *, is_last: bool) -> str:
    while node.children and not node.attrs.get("href"):
        node = node.children[-1 if is_last else 0]
    if node.type in ("softbreak", "hardbreak"):
        return ""
    content = node.content if node.type in ("text", "text_special") else ""
    content = content or "!"
    return content[-1] if is_last else content[0]


def _is_marked(node: SyntaxTreeNode) -> bool:
    """Tell whether strong or emphasised text gets its marks.

    It does not where a letter stands next to it, because Textile reads no mark there, nor inside of the same. Of
    several side by side all get theirs, or none.
    """
    parent = node.parent
    while parent is not None:
        if parent.type == node.type:
            return False
        parent = parent.parent
    return not (_edge(node, is_before=True).isalnum() or _edge(node, is_before=False).isalnum())


def _gap(node: SyntaxTreeNode) -> str:
    """Return what is put behind a link or an image: a space, unless nothing follows that could be taken for more."""
    following = _neighbour(node, is_before=False)
    if following is None or following.type in ("softbreak", "hardbreak"):
        return ""
    text = _text(following) if following.type == "text" else "x"
    is_last = _edge(following, is_before=False) == ""
    return "" if APART.match(text if is_last else f"{text}x") else " "


def _text(node: SyntaxTreeNode) -> str:
    """Return text; a mark at its end is none where nothing follows."""
    is_last = _edge(node, is_before=False) == ""
    return escape_textile(node.content + " ")[:-1] if is_last else escape_textile(node.content)


def _code_span(node: SyntaxTreeNode) -> str:
    """Return code within a line; between tags where its marks would not be read."""
    content = node.content
    is_bare = content == content.strip() and "@" not in content and "\n" not in content
    for is_before in (True, False):
        neighbour = _neighbour(node, is_before=is_before)
        is_code = neighbour is not None and neighbour.type != "text"
        is_bare = is_bare and not is_code and not _NO_CODE.match(_edge(node, is_before=is_before))
    if is_bare:
        return f"@{content}@"
    return f"<code>{content.replace('&', '&amp;').replace('<', '&lt;')}</code>"


def _image(node: SyntaxTreeNode) -> str:
    address = re.sub(r"[\s()!]", _percent, str(node.attrs.get("src", "")))
    alternative = re.sub(r"[()!\n]", " ", node.content).strip()
    image = f"!{address}({alternative})!" if alternative else f"!{address}!"
    return (" " if _edge(node, is_before=True).strip() else "") + image + _gap(node)


def _address(address: str) -> str:
    """Return the address of a link, ending where Textile sees it end."""
    return _TAIL.sub(_percent, re.sub(r"[\s\"<>]", _percent, address))


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def escape_textile(text: str) -> str:
    """Return text in which nothing is read as a mark, by character references."""
    escaped = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    for pattern in (_OPENER, _CLOSER, _DOUBLE, _LINK_END):
        escaped = pattern.sub(lambda found: f"&#{ord(found[0])};", escaped)
    return escaped


_LEAVES: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "text": _text,
    "text_special": _text,
    "softbreak": lambda _: " ",
    "hardbreak": lambda _: "\n",
    "code_inline": _code_span,
    "image": _image,
}


def _escape_lines(text: str) -> str:
    """Return text in which no line begins as another kind of block does."""
    escaped = _BLOCK.sub(lambda found: f"{found[1]}&#{ord(found[2][0])};{found[2][1:]}", text)
    return _LINE.sub(lambda found: f"{found[1]}&#{ord(found[2])};", escaped)
