"""What the fields of a work item will be: the rules of its type, state by state.

Source: https://learn.microsoft.com/azure/devops/boards/work-items/workflow-and-state-categories,
.../work-items/move-change-type and the vendor's samples of `PATCH workitems`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops.field import FIELDS
from tasklab.twin.platform.azure_devops.refusal import RefusalError, field_read_only, rule_broken, value_unsupported
from tasklab.twin.platform.azure_devops.value import MAX_TAGS, read_tags, read_value

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.call import Call
    from tasklab.twin.platform.azure_devops.patch import Patch
    from tasklab.twin.platform.azure_devops.process import State, Type
    from tasklab.twin.store import Row

BY_REFERENCE = {each.reference: each for each in FIELDS}
OF_ONE_REVISION = frozenset({"System.History", "comment"})
"""What a revision does not hand on to the next one."""
_COMMON = "Microsoft.VSTS.Common."
_STAMPS = {"InProgress": "Activated", "Resolved": "Resolved", "Completed": "Closed"}
_CLEARED = {"Resolved": {"Resolved", "Completed"}, "Closed": {"Completed"}}
"""Which stamps go when an item leaves these categories."""
_ELSEWHERE = frozenset(
    {
        "System.AreaId", "System.AreaPath", "System.IterationId", "System.IterationPath", "System.TeamProject",
        "System.WorkItemType", "System.State", "System.Reason", "System.Tags", "System.History",
    }
)  # fmt: skip


class Rules:
    """Makes the fields of a work item's next revision."""

    def __init__(self, call: Call, project: Row, type_: Type, patch: Patch, *, is_free: bool) -> None:
        """`is_free` passes over the rules, as `bypassRules` asks."""
        self._call, self._project, self._type, self._patch, self._is_free = call, project, type_, patch, is_free

    def make(self, before: dict[str, Any], *, is_new: bool, is_moved: bool = False) -> dict[str, Any]:
        """Return the fields after a patch. Raises: RefusalError."""
        fields = {name: value for name, value in before.items() if name not in OF_ONE_REVISION}
        fields["System.WorkItemType"] = self._type.name
        for group in ("Area", "Iteration"):
            self._place(fields, group, is_moved=is_moved or is_new)
        self._change_state(fields, is_new=is_new)
        for reference, raw in self._patch.values.items():
            if reference not in _ELSEWHERE:
                self._write(fields, reference, raw)
        self._tag(fields)
        if not fields.get("System.Title", "").strip() and not self._is_free:
            raise rule_broken("System.Title", "Title", "Required", "InvalidEmpty")
        return fields

    def _write(self, fields: dict[str, Any], reference: str, raw: Any) -> None:
        field = BY_REFERENCE[reference]
        if not self._is_free and field.writing == "computed":
            return
        if field.writing == "refused":
            raise field_read_only(reference)
        if reference not in self._type.fields:
            raise rule_broken(reference, field.name, "InvalidNotSupported")
        value = read_value(self._call.database, field, raw)
        if value is None:
            fields.pop(reference, None)
        else:
            fields[reference] = value

    def _place(self, fields: dict[str, Any], group: str, *, is_moved: bool) -> None:
        key, path_key = f"System.{group}Id", f"System.{group}Path"
        root = self._project[f"{group.lower()}_id"]
        if is_moved:
            fields[key] = root
        values = self._patch.values
        node: Row | None = None
        if path_key in values:
            path = values[path_key]
            node = (
                self._call.database.find_node(self._project, _as_group(group), path) if isinstance(path, str) else None
            )
            named = path_key
        elif key in values:
            node = self._call.database.nodes.get(values[key]) if isinstance(values[key], int) else None
            named = key
        else:
            return
        if node is None or node["project_id"] != self._project["id"] or node["group"] != group.lower():
            text = f"TF401347: Invalid tree name given for work item -1, field '{named}'."
            raise RefusalError(400, "WorkItemInvalidTreeNameException", text)
        fields[key] = node["id"]

    def _change_state(self, fields: dict[str, Any], *, is_new: bool) -> None:
        values = self._patch.values
        before = self._type.find_state(fields.get("System.State", ""))
        state = before or self._type.states[0]
        if "System.State" in values:
            state = self._read_state(values["System.State"], is_new=is_new)
        if state is not before or is_new:
            fields["System.State"], fields["System.Reason"] = state.name, state.reasons[0]
            self._stamp(fields, state)
        if "System.Reason" in values:
            fields["System.Reason"] = self._read_reason(state, values["System.Reason"])
        if state.category == "Resolved" and state is not before:
            fields[f"{_COMMON}ResolvedReason"] = fields["System.Reason"]

    def _read_state(self, raw: Any, *, is_new: bool) -> State:
        if raw is None or raw == "":
            raise rule_broken("System.State", "State", "Required", "InvalidEmpty")
        state = self._type.find_state(str(raw))
        if state is None or (is_new and not self._is_free and state is not self._type.states[0]):
            raise value_unsupported("System.State", "State", raw)
        return state

    def _read_reason(self, state: State, raw: Any) -> str:
        for each in state.reasons:
            if str(raw).lower() == each.lower():
                return each
        if self._is_free:
            return str(raw)
        raise value_unsupported("System.Reason", "Reason", raw)

    def _stamp(self, fields: dict[str, Any], state: State) -> None:
        at_s, my_id = self._call.now_s, self._call.my_id
        fields[f"{_COMMON}StateChangeDate"] = at_s
        for stem, categories in _CLEARED.items():
            if state.category not in categories:
                for part in ("Date", "By", "Reason"):
                    fields.pop(f"{_COMMON}{stem}{part}", None)
        stamp = _STAMPS.get(state.category)
        if stamp is not None:
            fields |= {f"{_COMMON}{stamp}Date": at_s, f"{_COMMON}{stamp}By": my_id}

    def _tag(self, fields: dict[str, Any]) -> None:
        if "System.Tags" not in self._patch.values:
            return
        names = read_tags(self._patch.values["System.Tags"])
        if "System.Tags" in self._patch.merged and names:
            names = read_tags("; ".join([fields.get("System.Tags", ""), *names]))
        known = [self._call.database.tags.first("name", (self._project["id"], each.lower())) for each in names]
        spelled = [tag["name"] if tag else name for tag, name in zip(known, names, strict=True)]
        if spelled:
            fields["System.Tags"] = "; ".join(sorted(spelled[:MAX_TAGS], key=str.lower))
        else:
            fields.pop("System.Tags", None)


def _as_group(group: str) -> Any:
    return group.lower()
