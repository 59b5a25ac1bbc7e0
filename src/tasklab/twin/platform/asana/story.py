"""Stories: comments, and what happened.

Source: https://developers.asana.com/reference/stories (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import COMMENTER, require_task, see_task
from tasklab.twin.platform.asana.activity import touch
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_rows
from tasklab.twin.platform.asana.entry import find, read_choice, read_flag
from tasklab.twin.platform.asana.field_value import option_of, options_of
from tasklab.twin.platform.asana.link import read_rich, rich_member
from tasklab.twin.platform.asana.refusal import RefusalError, forbidden, missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import ABSENT, VIEWS, Member, View, constant, linked, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

COMMENT = "comment_added"
_STICKERS = (
    *("green_checkmark", "people_dancing", "dancing_unicorn", "heart", "party_popper", "people_waving_flags"),
    *("splashing_narwhal", "trophy", "yeti_riding_unicorn", "celebrating_people", "determined_climbers"),
    "phoenix_spreading_love",
)
_PLAIN = (
    *("old_name", "new_name", "old_resource_subtype", "new_resource_subtype", "old_text_value", "new_text_value"),
    *("old_number_value", "new_number_value", "old_approval_status", "new_approval_status"),
)
_OBJECTS = {
    "assignee": ("user", "users"),
    "follower": ("user", "users"),
    "old_section": ("section", "sections"),
    "new_section": ("section", "sections"),
    "project": ("project", "projects"),
    "tag": ("tag", "tags"),
    "task": ("task", "tasks"),
    "custom_field": ("custom_field", "custom_fields"),
    "dependency": ("task", "tasks"),
}


def _extra(name: str) -> Member:
    return Member(lambda _call, row: row["extra"].get(name, ABSENT))


def _dates(name: str) -> Member:
    return Member(lambda _call, row: row["extra"].get(name) or ABSENT, "story_dates")


def _present(name: str) -> Member:
    return Member(lambda _call, row: row.get(name) or ABSENT)


def _object(name: str, view: str, table: str) -> Member:
    return Member(lambda call, row: getattr(call.database, table).get(row["extra"].get(name)) or ABSENT, view)


def _field_of(call: Call, row: Row) -> Row:
    return call.database.custom_fields.get(row["extra"].get("custom_field")) or {"options": []}


def _option(name: str) -> Member:
    return Member(lambda call, row: option_of(_field_of(call, row), row["extra"].get(name)) or ABSENT, "enum_option")


def _options(name: str) -> Member:
    def get(call: Call, row: Row) -> Any:
        return options_of(_field_of(call, row), row["extra"][name]) if name in row["extra"] else ABSENT

    return Member(get, "enum_option")


def _people(name: str) -> Member:
    def get(call: Call, row: Row) -> Any:
        return call.database.users_of(row["extra"][name] or []) if name in row["extra"] else ABSENT

    return Member(get, "user")


def _of_comment(name: str, default: Any) -> Member:
    return Member(lambda _call, row: row.get(name, default) if row["resource_subtype"] == COMMENT else ABSENT)


def _likes(_call: Call, row: Row) -> list[Row]:
    return [{"id": gid, "user_id": gid} for gid in row.get("liked_by", [])]


def _is_editable(call: Call, row: Row) -> bool:
    return bool(row["resource_subtype"] == COMMENT and row["created_by_id"] == call.user_id)


VIEWS["like"] = View(None, {"gid": stored("id"), "user": linked("user", "users", "user_id")})
VIEWS["story_dates"] = View(None, {name: _present(name) for name in ("start_on", "due_at", "due_on")})
VIEWS["story"] = View(
    "story",
    compact={
        "created_at": stored("created_at"),
        "created_by": linked("user", "users", "created_by_id"),
        "resource_subtype": stored("resource_subtype"),
        "text": stored("text"),
    },
    full={
        "type": Member(lambda _call, row: "comment" if row["resource_subtype"] == COMMENT else "system"),
        "is_pinned": _of_comment("is_pinned", False),
        "is_edited": _of_comment("is_edited", False),
        "is_editable": Member(_is_editable),
        "sticker_name": Member(lambda _call, row: row.get("sticker_name") or ABSENT),
        "previews": _of_comment("previews", []),
        "source": constant("api"),
        "target": linked("task", "tasks", "task_id"),
        "liked": Member(lambda call, row: call.user_id in row.get("liked_by", [])),
        "likes": Member(_likes, "like"),
        "num_likes": Member(lambda _call, row: len(row.get("liked_by", []))),
        "hearted": Member(lambda call, row: call.user_id in row.get("liked_by", [])),
        "hearts": Member(_likes, "like"),
        "num_hearts": Member(lambda _call, row: len(row.get("liked_by", []))),
        "reaction_summary": constant([], since=NEWER),
        **{name: _extra(name) for name in _PLAIN},
        **{name: _dates(name) for name in ("old_dates", "new_dates", "old_date_value", "new_date_value")},
        **{name: _object(name, *target) for name, target in _OBJECTS.items()},
        **{name: _option(name) for name in ("old_enum_value", "new_enum_value")},
        **{name: _options(name) for name in ("old_multi_enum_values", "new_multi_enum_values")},
        **{name: _people(name) for name in ("old_people_value", "new_people_value")},
    },
    opt_in={"html_text": rich_member("text")},
)


@serves("GET", "/tasks/{task_gid}/stories")
def list_stories(call: Call, gid: str) -> Result:
    """List the stories of a task, the oldest first."""
    return Listing("story", walk_rows(call.database.stories.where("task", see_task(call, gid)["id"])))


@serves("POST", "/tasks/{task_gid}/stories")
def create_story(call: Call, gid: str) -> Result:
    """Comment on a task."""
    task = see_task(call, gid, least=COMMENTER)
    row: Row = {
        "task_id": task["id"],
        "created_by_id": call.user_id,
        "created_at": call.now,
        "resource_subtype": COMMENT,
        "extra": {},
        **read_rich(call, "text", is_notes=False),
        **_read_rest(call),
    }
    if not row.get("text") and "sticker_name" not in row:
        raise missing("text")
    call.database.stories.insert({"text": "", **row})
    touch(call, task)
    story = call.database.stories.where("task", task["id"])[-1]
    return Record("story", story, 201, f"/stories/{story['id']}")


def _read_rest(call: Call) -> Row:
    changes: Row = {}
    if "is_pinned" in call.data:
        changes["is_pinned"] = read_flag(call, call.data, "is_pinned")
    if call.data.get("sticker_name") is not None:
        changes["sticker_name"] = read_choice(call.data, "sticker_name", _STICKERS)
    return changes


def _see_story(call: Call, gid: str) -> tuple[Row, Row]:
    story = find(call, "story", gid)
    return story, see_task(call, story["task_id"])


@serves("GET", "/stories/{story_gid}")
def read_story(call: Call, gid: str) -> Result:
    """Return a story."""
    return Record("story", _see_story(call, gid)[0])


@serves("PUT", "/stories/{story_gid}")
def update_story(call: Call, gid: str) -> Result:
    """Change one's own comment, or pin one."""
    story, task = _see_story(call, gid)
    require_task(call, task, COMMENTER)
    changes = {**read_rich(call, "text", is_notes=False), **_read_rest(call)}
    if story["resource_subtype"] != COMMENT:
        raise RefusalError(400, "story: Only comment stories can be updated.")
    if "text" in changes:
        if not _is_editable(call, story):
            raise forbidden()
        if not changes["text"]:
            raise missing("text")
        changes["is_edited"] = True
    call.database.stories.update(story["id"], changes)
    touch(call, task)
    return Record("story", story)


@serves("DELETE", "/stories/{story_gid}")
def delete_story(call: Call, gid: str) -> Result:
    """Delete a story that the caller made."""
    story, task = _see_story(call, gid)
    if story["created_by_id"] != call.user_id:
        raise forbidden()
    call.database.stories.remove(story["id"])
    touch(call, task)
    return Nothing()
