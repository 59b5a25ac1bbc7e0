"""What a new workspace holds: integrations, people, a page that is shared with them, and a board of tasks in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.call import Call
from tasklab.twin.platform.notion.database import Integration
from tasklab.twin.platform.notion.page import insert_page
from tasklab.twin.platform.notion.property import add_property
from tasklab.twin.platform.notion.rich_text import write
from tasklab.twin.platform.notion.source import insert_database
from tasklab.twin.platform.notion.version import IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.database import Database
    from tasklab.twin.store import Row

TOKENS = {role: "ntn_" + letter * 46 for role, letter in (("main", "m"), ("second", "s"), ("guest", "g"), ("bad", "x"))}
_READER = frozenset({"read", "read_comments", "users"})
_ALL = _READER | {"insert", "update", "insert_comments", "emails"}
_PEOPLE = (("Mary Main", False), ("Sam Second", False), ("Gus Guest", True))
_PRIORITIES = (("High", "red"), ("Medium", "yellow"), ("Low", "blue"))
TASKS: dict[str, Any] = {
    "Name": {"title": {}},
    "Status": {"status": {}},
    "Priority": {"select": {"options": [{"name": name, "color": color} for name, color in _PRIORITIES]}},
    "Assignee": {"people": {}},
    "Due": {"date": {}},
    "Tags": {"multi_select": {"options": [{"name": "Bug", "color": "red"}, {"name": "Feature", "color": "green"}]}},
    "Estimate": {"number": {"format": "number"}},
    "Description": {"rich_text": {}},
    "Urgent": {"checkbox": {}},
    "Link": {"url": {}},
    "Contact": {"email": {}},
    "Phone": {"phone_number": {}},
    "Files": {"files": {}},
    "ID": {"unique_id": {"prefix": "TASK"}},
    "Created": {"created_time": {}},
    "Created by": {"created_by": {}},
    "Edited": {"last_edited_time": {}},
    "Edited by": {"last_edited_by": {}},
}


def open_workspace(database: Database, now_s: float, address: str) -> dict[str, str]:
    """Fill a workspace, and return ids by plain names."""
    people = [str(database.users.insert(_person(name, is_guest=is_guest))) for name, is_guest in _PEOPLE]
    bots = {}
    for role, name in (("main", "Tasks"), ("second", "Reports"), ("guest", "Reader")):
        row: Row = {"type": "bot", "name": name, "email": None, "is_guest": False}
        bots[role] = str(database.users.insert(row))
        database.integrations[TOKENS[role]] = Integration(bots[role], _READER if role == "guest" else _ALL)
    main = Call(database, Integration(people[0], _ALL), now_s, IN_TRASH, address)
    page = _insert_page(main, "workspace", "", "Projects")
    for integration in database.integrations.values():
        integration.shared.add(page["id"])
    container, source = insert_database(main, page["id"], write("Tasks"), TASKS)
    relation = {"relation": {"data_source_id": source["id"], "dual_property": {"synced_property_name": "Subtasks"}}}
    main.integration.shared.add(page["id"])
    add_property(main, source, "Parent task", relation)
    hidden = _insert_page(main, "workspace", "", "Salaries")
    database.integrations[TOKENS["second"]].shared.add(hidden["id"])
    foreign, foreign_source = insert_database(main, hidden["id"], write("Salaries"), {"Name": {"title": {}}})
    return {
        "user_id": bots["main"],
        "second_user_id": bots["second"],
        "guest_user_id": bots["guest"],
        "person_id": people[0],
        "second_person_id": people[1],
        "guest_person_id": people[2],
        "workspace_id": database.workspace["id"],
        "page_id": page["id"],
        "database_id": container["id"],
        "data_source_id": source["id"],
        "foreign_page_id": hidden["id"],
        "foreign_database_id": foreign["id"],
        "foreign_data_source_id": foreign_source["id"],
    }


def _person(name: str, *, is_guest: bool) -> Row:
    email = f"{name.lower().replace(' ', '.')}@northwind.example"
    return {"type": "person", "name": name, "email": email, "is_guest": is_guest}


def _insert_page(call: Call, parent_type: str, parent_id: str, title: str) -> Row:
    row = new_page(call, parent_type, parent_id, title)
    insert_page(call, row)
    return row


def new_page(call: Call, parent_type: str, parent_id: str, title: str) -> Row:
    """Return a page that is still to be inserted."""
    row = call.new("page", parent_type, parent_id)
    row.update(icon=None, cover=None, values={"title": write(title)}, is_locked=False, is_archived=False, number=None)
    return row
