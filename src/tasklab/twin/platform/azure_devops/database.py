"""What an organisation keeps."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tasklab.twin.identity import count_up
from tasklab.twin.platform.azure_devops.process import BY_ID, Process
from tasklab.twin.store import Row, Table, by

if TYPE_CHECKING:
    from tasklab.twin.identity import MakeId

Group: TypeAlias = Literal["area", "iteration"]
OPERATION_S = 1.0
"""How long it takes until a project is made, changed or deleted."""
_TICK_S = 0.001
"""The shortest time that dates tell apart."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a work item was from a moment on. Dates are Unix seconds, people their ids, places ids of nodes."""

    fields: dict[str, Any]
    at_s: float
    by: str
    relations: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Update:
    """One change of a work item: of its fields with a new revision, of its links without one."""

    rev: int
    at_s: float
    by: str
    is_revision: bool
    added: tuple[dict[str, Any], ...] = ()
    removed: tuple[dict[str, Any], ...] = ()
    updated: tuple[dict[str, Any], ...] = ()


class Database:
    """The tables of one organisation. Rows hold instants as Unix seconds."""

    def __init__(self, organization: str) -> None:
        self.organization = organization
        make_uuid = uuid_maker(7)
        self.id = str(make_uuid())
        self.users = Table(make_uuid, {"unique_name": lambda row: row["unique_name"].lower()})
        self.projects = Table(make_uuid, {"name": lambda row: row["name"].lower()})
        self.members = Table(indexes={"project_id": by("project_id"), "pair": by("project_id", "user_id")})
        self.teams = Table(make_uuid, {"project_id": by("project_id")})
        self.nodes = Table(
            count_up(3568),
            {
                "project_id": by("project_id"),
                "parent_id": by("parent_id"),
                "root": by("project_id", "group", "parent_id"),
            },
        )
        self.items = Table(indexes={"project_id": by("project_id")})
        self.comments = Table(count_up(44), {"item_id": by("item_id")})
        self.tags = Table(
            make_uuid,
            {"project_id": by("project_id"), "name": lambda row: (row["project_id"], row["name"].lower())},
        )
        self.attachments = Table(make_uuid)
        self.operations = Table(make_uuid)
        self.resource_ids = count_up(65_274)
        self.watermarks = count_up()
        self.make_uuid = make_uuid

    def add_project(self, name: str, at_s: float, process: Process, **more: Any) -> Row:
        """Keep a new project with its team and its roots of areas and iterations."""
        row = {
            "name": name,
            "description": "",
            "process_id": process.id,
            "visibility": "private",
            "revision": 11,
            "ready_at": at_s,
            "gone_at": None,
            "updated_at": at_s,
            **more,
        }
        project_id = str(self.projects.insert(row))
        row["area_id"] = self.add_node(project_id, "area", None, name)["id"]
        row["iteration_id"] = self.add_node(project_id, "iteration", None, name)["id"]
        for number in range(1, process.iterations + 1):
            noun = "Sprint" if process.name != "Agile" else "Iteration"
            self.add_node(project_id, "iteration", row["iteration_id"], f"{noun} {number}")
        team = self.add_team(project_id, f"{name} Team", "The default project team.")
        row["default_team_id"] = team["id"]
        return row

    def add_node(self, project_id: str, group: Group, parent_id: int | None, name: str, **more: Any) -> Row:
        """Keep an area or an iteration."""
        row = {
            "project_id": project_id,
            "group": group,
            "parent_id": parent_id,
            "name": name,
            "identifier": str(self.make_uuid()),
            "attributes": None,
            **more,
        }
        self.nodes.insert(row)
        return row

    def add_team(self, project_id: str, name: str, description: str = "") -> Row:
        """Keep a team without members."""
        row = {"project_id": project_id, "name": name, "description": description, "members": (), "admins": ()}
        self.teams.insert(row)
        return row

    def process_of(self, project: Row) -> Process:
        """Return the process of a project."""
        return BY_ID[project["process_id"]]

    def path_of(self, node_id: int) -> str:
        """Return an area's or iteration's path, the project's name first."""
        names = []
        node = self.nodes.get(node_id)
        while node is not None:
            names.append(node["name"])
            node = self.nodes.get(node["parent_id"])
        return "\\".join(reversed(names))

    def find_node(self, project: Row, group: Group, path: str) -> Row | None:
        """Return an area or iteration by the path that work items have, whatever the case."""
        first, *rest = path.strip("\\").split("\\")
        node = self.nodes.get(project[f"{group}_id"])
        if first.lower() != project["name"].lower():
            return None
        for name in rest:
            node = None if node is None else self.find_child(node["id"], name)
        return node

    def find_child(self, node_id: int, name: str) -> Row | None:
        """Return a child of an area or iteration by its name, whatever the case."""
        children = self.nodes.where("parent_id", node_id)
        return next((each for each in children if each["name"].lower() == name.lower()), None)

    def find_relations(self, item: Row, rel: str) -> list[dict[str, Any]]:
        """Return the relations of one kind."""
        return [each for each in item["relations"] if each["rel"] == rel]

    def revise(self, item: Row, fields: dict[str, Any], at_s: float, by_id: str) -> None:
        """Give a work item its next revision, whose fields are these; its relations are those that it has.

        Dates increase with each revision: the product refuses others by VS402625.
        """
        before = item["revisions"][-1] if item["revisions"] else None
        at_s = at_s if before is None else max(at_s, before.at_s + _TICK_S)
        item["rev"] += 1
        fields |= {"System.ChangedDate": at_s, "System.ChangedBy": by_id, "System.Watermark": self.watermarks()}
        item["fields"] = fields
        item["revisions"].append(Revision(fields, at_s, by_id, item["relations"]))


def uuid_maker(seed: int) -> MakeId:
    """Return a maker of UUIDs, the same ones again for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose; it guards nothing
    return lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4))
