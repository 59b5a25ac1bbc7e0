"""What a workspace remembers. Ids are random UUIDs; `seq` tells rows of the same moment apart."""

from __future__ import annotations

import itertools
import random
import re
import uuid
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.timeline import Timeline
from tasklab.twin.store import Table, by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.linear.file import File
    from tasklab.twin.store import Row

_IDENTIFIER = re.compile(r"([A-Za-z0-9]{1,7})-([0-9]{1,9})")


class Ids:
    """Makes version 4 UUIDs, the same ones again for the same seed; a caller may choose the next one."""

    def __init__(self, seed: int) -> None:
        self._bits = random.Random(seed).getrandbits  # noqa: S311 - repeatable on purpose; it guards nothing
        self.chosen: str | None = None

    def __call__(self) -> str:
        """Return the id that was chosen, or a new one."""
        id_, self.chosen = self.chosen or str(uuid.UUID(int=self._bits(128), version=4)), None
        return id_


class Database:
    """The tables of one workspace."""

    def __init__(self) -> None:
        self.make_id = Ids(2019)
        self._seq = itertools.count(1)
        self.sync_id = 0
        """How many writes there were."""
        self.organization: Row = {}
        self.tokens: dict[str, tuple[str, frozenset[str]]] = {}
        """Of an API key or OAuth token: the user's id, and what it may do."""
        self.files: dict[str, File] = {}
        """By the path of their address."""
        self.users = self._table()
        self.teams = self._table()
        self.team_keys: dict[str, str] = {}
        """Ids of teams by their keys and by those that they had before, in capitals."""
        self.memberships = self._table(team=by("teamId"), user=by("userId"), pair=by("teamId", "userId"))
        self.states = self._table(team=by("teamId"))
        self.statuses = self._table()
        self.projects = self._table(slug=by("slugId"))
        self.milestones = self._table(project=by("projectId"))
        self.cycles = self._table(team=by("teamId"))
        self.labels = self._table(team=by("teamId"), parent=by("parentId"), name=lambda row: row["name"].lower())
        self.issues = self._table(
            team=by("teamId"),
            number=by("teamId", "number"),
            assignee=by("assigneeId"),
            creator=by("creatorId"),
            state=by("stateId"),
            project=by("projectId"),
            milestone=by("projectMilestoneId"),
            cycle=by("cycleId"),
            parent=by("parentId"),
        )
        self.last_numbers: defaultdict[str, int] = defaultdict(int)
        self.former_identifiers: dict[str, str] = {}
        self.relations = self._table(issue=by("issueId"), related=by("relatedIssueId"))
        self.comments = self._table(issue=by("issueId"), project=by("projectId"), parent=by("parentId"))
        self.attachments = self._table(issue=by("issueId"), url=by("url"))
        self.histories = self._table(issue=by("issueId"))
        self.timelines = {"createdAt": Timeline(), "updatedAt": Timeline()}
        """All issues, by when they were made and changed."""

    def _table(self, **indexes: Any) -> Table:
        return Table(self.make_id, indexes)

    def add(self, table: Table, row: Row, now: str, id_: str | None = None) -> Row:
        """Keep a new row with what every entity has, and return it."""
        row.setdefault("createdAt", now)
        row.setdefault("archivedAt", None)
        row["updatedAt"] = max(now, row["createdAt"])
        row["seq"] = next(self._seq)
        self.make_id.chosen = id_
        table.insert(row)
        self.sync_id += 1
        if table is self.issues:
            for stamp, timeline in self.timelines.items():
                timeline.add(row[stamp], row["seq"], row["id"])
        return row

    def change(self, table: Table, row: Row, changes: Mapping[str, Any], now: str) -> None:
        """Change a row, and note when."""
        self.sync_id += 1
        if table is self.issues:
            self.timelines["updatedAt"].move(row["updatedAt"], now, row["seq"], row["id"])
        table.update(row["id"], {**changes, "updatedAt": now})

    def drop(self, table: Table, row: Row) -> None:
        """Forget a row."""
        self.sync_id += 1
        if table is self.issues:
            for stamp, timeline in self.timelines.items():
                timeline.remove(row[stamp], row["seq"], row["id"])
        table.remove(row["id"])

    def find_team(self, text: str) -> Row | None:
        """Return the team with this id or key."""
        return self.teams.get(text) or self.teams.get(self.team_keys.get(text.upper()))

    def find_issue(self, text: str) -> Row | None:
        """Return the issue with this id or identifier, also one that it had before."""
        row = self.issues.get(text)
        found = _IDENTIFIER.fullmatch(text)
        if row is not None or found is None:
            return row
        team_id = self.team_keys.get(found[1].upper())
        row = None if team_id is None else self.issues.first("number", (team_id, int(found[2])))
        return row or self.issues.get(self.former_identifiers.get(text.upper()))

    def identifier(self, issue: Row) -> str:
        """Return an issue's identifier: `ENG-12`."""
        team = self.teams.get(issue["teamId"]) or {}
        return f"{team.get('key')}-{issue['number']}"
