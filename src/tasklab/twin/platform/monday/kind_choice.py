"""Columns that hold choices out of labels: status, dropdown, tags.

The labels of a column are in its settings: of a status by index, of a dropdown with an id. Source:
https://developer.monday.com/api-reference/reference/status, /dropdown, /tags-1.
"""

from __future__ import annotations

from typing import Any

from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.kind import KINDS, Kind, Look, Write, changed, member, updated_at

BLANK = 5
"""The index of a status that says nothing."""
_MOST_LABELS = 40
COLORS = {
    0: ("#fdab3d", "#E99729"),
    1: ("#00c875", "#00B461"),
    2: ("#df2f4a", "#CE3048"),
    3: ("#007eb5", "#3DB0DF"),
    4: ("#9d50dd", "#9238AF"),
    5: ("#c4c4c4", "#B0B0B0"),
    6: ("#037f4c", "#006B38"),
    7: ("#579bfc", "#4387E8"),
    8: ("#cab641", "#C0AB45"),
    9: ("#ffcb00", "#EBB701"),
}
_OTHER_COLOR = ("#808080", "#6B6B6B")


def status_settings() -> dict[str, Any]:
    """Return the labels that a new status column has."""
    return make_status_settings({"0": "Working on it", "1": "Done", "2": "Stuck"}, [1])


def make_status_settings(labels: dict[str, str], done: list[int]) -> dict[str, Any]:
    """Return settings with these labels by index, of which some mean that the work is done."""
    return {
        "done_colors": done,
        "labels": labels,
        "labels_positions_v2": {index: place for place, index in enumerate(labels)},
        "labels_colors": {index: color_of(int(index)) for index in labels},
    }


def color_of(index: int) -> dict[str, str]:
    """Return the color of a label of a status."""
    color, border = COLORS.get(index, _OTHER_COLOR)
    return {"color": color, "border": border}


def _add_status(write: Write, label: str) -> int:
    settings = write.column["settings"]
    taken = {int(index) for index in settings["labels"]} | {BLANK}
    if len(taken) > _MOST_LABELS:
        raise write.refuse(f"a status column has {_MOST_LABELS} labels at most", "labelsLimitExceeded", label)
    index = next(each for each in range(len(taken) + 1) if each not in taken)
    labels = {**settings["labels"], str(index): label}
    write.column["settings"] = make_status_settings(labels, settings["done_colors"])
    write.column["revision"] += 1
    return index


def _missing(write: Write, given: Any) -> Exception:
    labels = write.column["settings"]["labels"]
    if isinstance(labels, dict):
        known = ", ".join(f"{index}: {label}" for index, label in labels.items())
        reason = f"This status label doesn't exist, possible statuses are: {{{known}}}"
    else:
        known = ", ".join(f"{each['id']}: {each['name']}" for each in labels)
        reason = f"This dropdown label doesn't exist, possible labels are: {{{known}}}"
    refusal = write.refuse("label does not exist in column", "missingLabel", given)
    if write.call.since("2024-10"):
        refusal.message = reason
    return refusal


def _read_status(write: Write, given: Any) -> Any:
    if not isinstance(given, dict):
        raise write.wrong_form(given)
    labels = write.column["settings"]["labels"]
    if given.get("index") is not None:
        index = number(given["index"])
        if index is None or (str(index) not in labels and index != BLANK):
            raise _missing(write, given)
        return changed(write, index=index, post_id=None)
    label = given.get("label")
    if isinstance(label, dict):
        label = label.get("text")
    if label == "":
        return None
    if not isinstance(label, str):
        raise write.wrong_form(given)
    found = next((int(index) for index, name in labels.items() if name == label), None)
    if found is None and not write.creates_labels:
        raise _missing(write, given)
    index = _add_status(write, label) if found is None else found
    return changed(write, index=index, post_id=None)


def status_label(look: Look) -> str | None:
    """Return the label of a status, None where it says nothing."""
    index = member(look, "index")
    label = None if index is None else look.column["settings"]["labels"].get(str(index))
    return label or None


def _status_fields(look: Look) -> dict[str, Any]:
    index = member(look, "index")
    return {
        "index": index,
        "label": status_label(look),
        "is_done": index in look.column["settings"]["done_colors"],
        "label_style": None if index is None else color_of(index),
        "update_id": None,
        "updated_at": updated_at(look),
    }


def _simple_status(write: Write, text: str) -> Any:
    is_label = text in write.column["settings"]["labels"].values()
    return {"index": text} if text.isdigit() and not is_label else {"label": text}


def _status_text(look: Look) -> str | None:
    label = status_label(look)
    return label if label is not None or not look.call.is_numbered else ""


KINDS["status"] = Kind(
    "StatusValue", "color", _status_text, _read_status, _simple_status, _status_fields, status_settings
)


def _read_dropdown(write: Write, given: Any) -> Any:
    if not isinstance(given, dict) or ("labels" in given) == ("ids" in given):
        raise write.wrong_form(given)
    labels = write.column["settings"]["labels"]
    wanted = given.get("labels", given.get("ids"))
    if not isinstance(wanted, list):
        raise write.wrong_form(given)
    ids: list[int] = []
    for each in wanted:
        found = next((label["id"] for label in labels if each in (label["name"], label["id"], str(label["id"]))), None)
        if found is None:
            if "ids" in given or not write.creates_labels or not isinstance(each, str):
                raise _missing(write, given)
            found = 1 + max((label["id"] for label in labels), default=0)
            labels = [*labels, {"id": found, "name": each}]
        ids.append(found)
    if labels is not write.column["settings"]["labels"]:
        write.column["settings"] = {**write.column["settings"], "labels": labels}
        write.column["revision"] += 1
    return changed(write, ids=ids) if ids else None


def _dropdown_values(look: Look) -> list[dict[str, Any]]:
    names = {label["id"]: label["name"] for label in look.column["settings"]["labels"]}
    return [{"id": id_, "label": names[id_]} for id_ in member(look, "ids") or () if id_ in names]


def _simple_dropdown(_: Write, text: str) -> Any:
    parts = [each.strip() for each in text.split(",") if each.strip()]
    return {"ids": parts} if parts and all(each.isdigit() for each in parts) else {"labels": parts}


KINDS["dropdown"] = Kind(
    "DropdownValue",
    "dropdown",
    lambda look: ", ".join(each["label"] for each in _dropdown_values(look)),
    _read_dropdown,
    _simple_dropdown,
    lambda look: {"values": _dropdown_values(look)},
    lambda: {"hide_footer": False, "labels": []},
)


def _read_tags(write: Write, given: Any) -> Any:
    ids = given.get("tag_ids") if isinstance(given, dict) else None
    if isinstance(ids, str):
        ids = [each.strip() for each in ids.split(",") if each.strip()]
    if not isinstance(ids, list):
        raise write.wrong_form(given)
    found = [number(each) for each in ids]
    if any(each is None or each not in write.call.database.tags for each in found):
        raise write.refuse("tag does not exist", "invalidTag", given)
    return {"tag_ids": found} if found else None


def _tags(look: Look) -> list[Any]:
    rows = (look.call.database.tags.get(id_) for id_ in member(look, "tag_ids") or ())
    return [row for row in rows if row is not None]


KINDS["tags"] = Kind(
    "TagsValue",
    "tag",
    lambda look: ", ".join(row["name"] for row in _tags(look)),
    _read_tags,
    lambda _, text: {"tag_ids": text},
    lambda look: {"tag_ids": member(look, "tag_ids") or [], "tags": _tags(look)},
)
