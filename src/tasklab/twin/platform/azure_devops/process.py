"""The processes that come with the product: types of work items, their states, reasons and fields.

Source: https://learn.microsoft.com/azure/devops/boards/work-items/guidance/agile-process-workflow (and scrum-, basic-),
https://learn.microsoft.com/azure/devops/boards/work-items/workflow-and-state-categories.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tasklab.twin.platform.azure_devops.field import CUSTOM, FIELDS

_COLORS = {
    "Proposed": "b2b2b2",
    "InProgress": "007acc",
    "Resolved": "ff9d00",
    "Completed": "339933",
    "Removed": "ffffff",
}
_C, _S = "Microsoft.VSTS.Common.", "Microsoft.VSTS.Scheduling."
_OF_ALL = tuple(each.reference for each in FIELDS if each.reference.startswith("System.")) + tuple(
    f"{_C}{each}"
    for each in (
        "StateChangeDate",
        "ActivatedDate",
        "ActivatedBy",
        "ResolvedDate",
        "ResolvedBy",
        "ResolvedReason",
        "ClosedDate",
        "ClosedBy",
        "Priority",
    )
)


@dataclass(frozen=True, slots=True)
class State:
    """One state, by its name and the category that all processes share."""

    name: str
    category: str
    reasons: tuple[str, ...]
    """Why an item may come here; the first one unless another is said."""

    @property
    def color(self) -> str:
        """Its colour, without a sign before it."""
        return _COLORS[self.category]


@dataclass(frozen=True, slots=True)
class Type:
    """One type of work items. The first state is that of a new item."""

    name: str
    reference: str
    color: str
    icon: str
    states: tuple[State, ...]
    own_fields: tuple[str, ...]
    defaults: dict[str, object] = field(default_factory=dict)
    categories: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Reference names of the fields that it has."""
        return _OF_ALL + self.own_fields

    def find_state(self, name: str) -> State | None:
        """Return a state by its name, whatever its case."""
        return next((each for each in self.states if each.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Process:
    """A process that projects can have."""

    id: str
    name: str
    description: str
    types: tuple[Type, ...]
    iterations: int
    """How many iterations a new project has."""

    def find_type(self, name: str) -> Type | None:
        """Return a type by its name or reference name, whatever the case."""
        wanted = name.lower()
        return next((each for each in self.types if wanted in {each.name.lower(), each.reference.lower()}), None)


def _state(name: str, category: str, *reasons: str) -> State:
    return State(name, category, (*reasons, f"Moved to state {name}"))


def _story(*, active: str = "Implementation started") -> tuple[State, ...]:
    return (
        _state("New", "Proposed", "New"),
        _state("Active", "InProgress", active),
        _state("Resolved", "Resolved", "Code complete and unit tests pass"),
        _state("Closed", "Completed", "Acceptance tests pass"),
        _state("Removed", "Removed", "Removed from the backlog"),
    )


_TASK = (
    _state("New", "Proposed", "New"),
    _state("Active", "InProgress", "Work started"),
    _state("Closed", "Completed", "Completed", "Cut", "Deferred", "Obsolete"),
    _state("Removed", "Removed", "Removed from the backlog"),
)
_BUG = (
    _state("New", "Proposed", "New"),
    _state("Active", "InProgress", "Approved", "Investigate"),
    _state(
        "Resolved", "Resolved", "Fixed", "As Designed", "Cannot Reproduce", "Deferred", "Duplicate", "Obsolete",
    ),
    _state("Closed", "Completed", "Fixed and verified", "As Designed", "Cannot Reproduce", "Deferred", "Duplicate"),
)  # fmt: skip
_ISSUE = (_state("Active", "InProgress", "New"), _state("Closed", "Completed", "Issue Resolved"))
_SCRUM_ITEM = (
    _state("New", "Proposed", "New backlog item"),
    _state("Approved", "Proposed", "Approved by the Product Owner"),
    _state("Committed", "InProgress", "Commitment made by the team"),
    _state("Done", "Completed", "Work finished"),
    _state("Removed", "Removed", "Removed from the backlog"),
)
_SCRUM_PLAN = (
    _state("New", "Proposed", "New"),
    _state("In Progress", "InProgress", "Implementation started"),
    _state("Done", "Completed", "Work finished"),
    _state("Removed", "Removed", "Removed from the backlog"),
)
_SCRUM_TASK = (
    _state("To Do", "Proposed", "New task"),
    _state("In Progress", "InProgress", "Work started"),
    _state("Done", "Completed", "Work finished"),
    _state("Removed", "Removed", "Removed from the backlog"),
)
_BASIC = (
    _state("To Do", "Proposed", "Added to backlog"),
    _state("Doing", "InProgress", "Started"),
    _state("Done", "Completed", "Completed"),
)
_EFFORTS = tuple(f"{_S}{each}" for each in ("OriginalEstimate", "RemainingWork", "CompletedWork"))
_SPAN = (f"{_S}StartDate", f"{_S}FinishDate")
_PLAN = (f"{_S}StartDate", f"{_S}TargetDate", f"{_S}Effort", f"{_C}BusinessValue", f"{_C}TimeCriticality", f"{_C}Risk")
_TEST = ("Microsoft.VSTS.TCM.ReproSteps", "Microsoft.VSTS.TCM.SystemInfo")
_BUSINESS: dict[str, object] = {f"{_C}Priority": 2, f"{_C}ValueArea": "Business"}
_PRIORITY: dict[str, object] = {f"{_C}Priority": 2}
_SEVERE: dict[str, object] = {**_BUSINESS, f"{_C}Severity": "3 - Medium"}
_ITEM_FIELDS = (f"{_C}StackRank", f"{_C}ValueArea", f"{_C}AcceptanceCriteria")
_AGILE_TYPES = (
    Type("Bug", "Microsoft.VSTS.WorkItemTypes.Bug", "CC293D", "icon_insect", _BUG,
         (*_EFFORTS, *_TEST, *_ITEM_FIELDS, f"{_S}StoryPoints", f"{_C}Severity", f"{_C}Activity", *CUSTOM),
         _SEVERE, ("Bug",)),
    Type("Task", "Microsoft.VSTS.WorkItemTypes.Task", "F2CB1D", "icon_clipboard", _TASK,
         (*_EFFORTS, *_SPAN, f"{_C}StackRank", f"{_C}Activity", *CUSTOM), _PRIORITY, ("Task",)),
    Type("User Story", "Microsoft.VSTS.WorkItemTypes.UserStory", "009CCC", "icon_book", _story(),
         (*_ITEM_FIELDS, *_SPAN, f"{_S}StoryPoints", f"{_C}Risk", *CUSTOM), _BUSINESS, ("Requirement",)),
    Type("Feature", "Microsoft.VSTS.WorkItemTypes.Feature", "773B93", "icon_trophy", _story(),
         (*_ITEM_FIELDS, *_PLAN), _BUSINESS, ("Feature",)),
    Type("Epic", "Microsoft.VSTS.WorkItemTypes.Epic", "FF7B00", "icon_crown", _story(),
         (*_ITEM_FIELDS, *_PLAN), _BUSINESS, ("Epic",)),
    Type("Issue", "Microsoft.VSTS.WorkItemTypes.Issue", "B4009E", "icon_traffic_cone", _ISSUE,
         (f"{_C}StackRank", f"{_S}DueDate"), _PRIORITY, ()),
)  # fmt: skip
_SCRUM_TYPES = (
    Type("Bug", "Microsoft.VSTS.WorkItemTypes.Bug", "CC293D", "icon_insect", _SCRUM_ITEM,
         (*_TEST, f"{_C}AcceptanceCriteria", f"{_C}BacklogPriority", f"{_C}ValueArea", f"{_C}Severity",
          f"{_S}Effort", f"{_S}RemainingWork"), _SEVERE, ("Bug",)),
    Type("Product Backlog Item", "Microsoft.VSTS.WorkItemTypes.ProductBacklogItem", "009CCC", "icon_list", _SCRUM_ITEM,
         (f"{_C}AcceptanceCriteria", f"{_C}BacklogPriority", f"{_C}ValueArea", f"{_C}BusinessValue", f"{_S}Effort"),
         _BUSINESS, ("Requirement",)),
    Type("Task", "Microsoft.VSTS.WorkItemTypes.Task", "F2CB1D", "icon_clipboard", _SCRUM_TASK,
         (f"{_C}BacklogPriority", f"{_C}Activity", f"{_S}RemainingWork"), {}, ("Task",)),
    Type("Feature", "Microsoft.VSTS.WorkItemTypes.Feature", "773B93", "icon_trophy", _SCRUM_PLAN,
         (*_PLAN, f"{_C}BacklogPriority", f"{_C}ValueArea", f"{_C}AcceptanceCriteria"), _BUSINESS, ("Feature",)),
    Type("Epic", "Microsoft.VSTS.WorkItemTypes.Epic", "FF7B00", "icon_crown", _SCRUM_PLAN,
         (*_PLAN, f"{_C}BacklogPriority", f"{_C}ValueArea", f"{_C}AcceptanceCriteria"), _BUSINESS, ("Epic",)),
)  # fmt: skip
_BASIC_TYPES = (
    Type("Epic", "Microsoft.VSTS.WorkItemTypes.Epic", "E06C00", "icon_crown", _BASIC,
         (f"{_C}StackRank", f"{_S}StartDate", f"{_S}TargetDate"), _PRIORITY, ("Epic",)),
    Type("Issue", "Microsoft.VSTS.WorkItemTypes.Issue", "B4009E", "icon_clipboard_issue", _BASIC,
         (f"{_C}StackRank", f"{_S}Effort"), _PRIORITY, ("Requirement",)),
    Type("Task", "Microsoft.VSTS.WorkItemTypes.Task", "A4880A", "icon_clipboard", _BASIC,
         (f"{_C}StackRank", f"{_C}Activity", f"{_S}RemainingWork"), _PRIORITY, ("Task",)),
)  # fmt: skip
PROCESSES = (
    Process("adcc42ab-9882-485e-a3ed-7678f01f66bc", "Agile",
            "For teams that plan with user stories and test their work.", _AGILE_TYPES, 3),
    Process("6b724908-ef14-45cf-84f8-768b5384da45", "Scrum", "For teams that follow Scrum.", _SCRUM_TYPES, 6),
    Process("b8a3a935-7e91-48b8-a94c-606d37c3e9f2", "Basic", "For teams that want issues, tasks and epics.",
            _BASIC_TYPES, 1),
)  # fmt: skip
"""The first one is that of a project that names none."""
BY_ID = {each.id: each for each in PROCESSES}
