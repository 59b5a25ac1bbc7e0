"""Rich text: runs of text, mentions and equations, each with its annotations.

Source: https://developers.notion.com/reference/rich-text and https://developers.notion.com/reference/request-limits
(2026-11-27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.moment import normalize
from tasklab.twin.platform.notion.refusal import unknown
from tasklab.twin.platform.notion.shape import (
    array,
    choice,
    day_or_moment,
    fields,
    flag,
    identity,
    kind_of,
    literal,
    nullable,
    read_id,
    text,
    zone,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.call import Call

MAX_TEXT, MAX_URL, MAX_EXPRESSION = 2000, 2000, 1000
HUES = ("default", "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
color = literal(*HUES, *(f"{hue}_background" for hue in HUES))
url = text(MAX_URL)
date = fields({"start": day_or_moment}, {"end": nullable(day_or_moment), "time_zone": nullable(zone)})
user = fields({"id": identity}, {"object": literal("user")})
_STYLES = ("bold", "italic", "strikethrough", "underline", "code")
_annotations = fields({}, {**dict.fromkeys(_STYLES, flag), "color": color})
_MENTIONS = {"user": user, "date": date, "page": fields({"id": identity}), "database": fields({"id": identity})}
_ITEMS = {
    "text": fields({"content": text(MAX_TEXT)}, {"link": nullable(fields({"url": url}, {"type": literal("url")}))}),
    "mention": choice(_MENTIONS),
    "equation": fields({"expression": text(MAX_EXPRESSION)}),
}
_SHOWN = {"annotations": _annotations, "plain_text": text(), "href": nullable(text())}
rich_text = array(choice(_ITEMS, _SHOWN))
"""Takes rich text. What only answers carry (`plain_text`, `href`) may come back, and is passed over."""


def read_rich_text(call: Call, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rich text as it is given back; runs without text are left out. Raises: RefusalError (404)."""
    return [shown for item in items if (shown := _read(call, item)) is not None]


def _read(call: Call, item: dict[str, Any]) -> dict[str, Any] | None:
    kind = kind_of(item, _ITEMS) or "text"
    value = item[kind]
    if kind == "text":
        link = value.get("link")
        content, plain = {"content": value["content"], "link": link and {"url": link["url"]}}, value["content"]
        href = link and link["url"]
        if not plain:
            return None
    elif kind == "equation":
        content, plain, href = {"expression": value["expression"]}, value["expression"], None
    else:
        content, plain, href = _mention(call, value)
    annotations = {**dict.fromkeys(_STYLES, False), "color": "default", **item.get("annotations", {})}
    return {"type": kind, kind: content, "annotations": annotations, "plain_text": plain, "href": href}


def _mention(call: Call, value: dict[str, Any]) -> tuple[dict[str, Any], str, str | None]:
    kind = kind_of(value, _MENTIONS) or "user"
    target = value[kind]
    if kind == "date":
        shown = read_date(target)
        plain = shown["start"] if shown["end"] is None else f"{shown['start']} → {shown['end']}"
        return {"type": kind, kind: shown}, plain, None
    id_ = read_id(target["id"]) or ""
    if kind == "user":
        person = call.database.users.get(id_)
        if person is None:
            raise unknown("user", id_)
        return {"type": kind, kind: {"object": "user", "id": id_}}, f"@{person['name']}", None
    table = call.database.pages if kind == "page" else call.database.databases
    row = call.find(table, kind, id_)
    title = plain_text(title_of(row)) or "Untitled"
    return {"type": kind, kind: {"id": id_}}, title, page_url(id_)


def read_date(value: dict[str, Any]) -> dict[str, Any]:
    """Return a date as it is given back."""
    name = value.get("time_zone")
    end = value.get("end")
    return {
        "start": normalize(value["start"], name),
        "end": None if end is None else normalize(end, name),
        "time_zone": name,
    }


def plain_text(items: list[dict[str, Any]]) -> str:
    """Return rich text without what makes it rich."""
    return "".join(each["plain_text"] for each in items)


def write(content: str) -> list[dict[str, Any]]:
    """Return plain text as rich text is given back."""
    annotations = {**dict.fromkeys(_STYLES, False), "color": "default"}
    run = {"type": "text", "text": {"content": content, "link": None}, "annotations": annotations}
    return [{**run, "plain_text": content, "href": None}] if content else []


def title_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the title of a page, database or data source."""
    title: list[dict[str, Any]] = row["values"].get("title", []) if row["object"] == "page" else row["title"]
    return title


def page_url(id_: str, title: str = "") -> str:
    """Return where people find a page or database."""
    words = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in title).split())
    return f"https://www.notion.so/{words}-{id_.replace('-', '')}".replace("/-", "/")
