"""The fields that an organisation has: their types, and what may be written.

Source: https://learn.microsoft.com/azure/devops/boards/work-items/guidance/work-item-field,
.../boards/queries/query-index-quick-ref (operators by kind) and the vendor's samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal[
    "string", "integer", "double", "dateTime", "html", "plainText", "treePath", "history", "boolean"
]
Writing: TypeAlias = Literal["open", "computed", "refused"]
"""`computed` is passed over in silence, `refused` is an error: as callers report of the product."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. Fields are the organisation's; types have some of them."""

    reference: str
    name: str
    kind: Kind = "string"
    writing: Writing = "open"
    is_identity: bool = False
    allowed: tuple[Any, ...] = ()
    is_picklist: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it holds a long text, which is searched by words and sorts nothing."""
        return self.kind in {"html", "plainText", "history"}


_C, _S = "Microsoft.VSTS.Common.", "Microsoft.VSTS.Scheduling."
_SEVERITIES = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")
_RISKS = ("1 - High", "2 - Medium", "3 - Low")
_ACTIVITIES = ("Deployment", "Design", "Development", "Documentation", "Requirements", "Testing")
FIELDS = (
    Field("System.Id", "ID", "integer", "computed"),
    Field("System.AreaId", "Area ID", "integer"),
    Field("System.AreaPath", "Area Path", "treePath"),
    Field("System.TeamProject", "Team Project"),
    Field("System.NodeName", "Node Name", writing="computed"),
    Field("System.AreaLevel1", "Area Level 1", writing="computed"),
    Field("System.Rev", "Rev", "integer", "computed"),
    Field("System.AuthorizedDate", "Authorized Date", "dateTime", "computed"),
    Field("System.RevisedDate", "Revised Date", "dateTime", "computed"),
    Field("System.IterationId", "Iteration ID", "integer"),
    Field("System.IterationPath", "Iteration Path", "treePath"),
    Field("System.IterationLevel1", "Iteration Level 1", writing="computed"),
    Field("System.WorkItemType", "Work Item Type"),
    Field("System.State", "State"),
    Field("System.Reason", "Reason"),
    Field("System.AssignedTo", "Assigned To", is_identity=True),
    Field("System.CreatedDate", "Created Date", "dateTime", "computed"),
    Field("System.CreatedBy", "Created By", writing="computed", is_identity=True),
    Field("System.ChangedDate", "Changed Date", "dateTime", "computed"),
    Field("System.ChangedBy", "Changed By", writing="computed", is_identity=True),
    Field("System.AuthorizedAs", "Authorized As", writing="computed", is_identity=True),
    Field("System.PersonId", "Person ID", "integer", "computed"),
    Field("System.Watermark", "Watermark", "integer", "computed"),
    Field("System.CommentCount", "Comment Count", "integer", "computed"),
    Field("System.AttachedFileCount", "Attached File Count", "integer", "computed"),
    Field("System.HyperLinkCount", "Hyperlink Count", "integer", "computed"),
    Field("System.RelatedLinkCount", "Related Link Count", "integer", "computed"),
    Field("System.BoardColumn", "Board Column", writing="refused"),
    Field("System.Title", "Title"),
    Field("System.Description", "Description", "html"),
    Field("System.History", "History", "history"),
    Field("System.Tags", "Tags", "plainText"),
    Field("System.Parent", "Parent", "integer", "computed"),
    Field(f"{_C}StateChangeDate", "State Change Date", "dateTime", "computed"),
    Field(f"{_C}ActivatedDate", "Activated Date", "dateTime"),
    Field(f"{_C}ActivatedBy", "Activated By", is_identity=True),
    Field(f"{_C}ResolvedDate", "Resolved Date", "dateTime"),
    Field(f"{_C}ResolvedBy", "Resolved By", is_identity=True),
    Field(f"{_C}ResolvedReason", "Resolved Reason"),
    Field(f"{_C}ClosedDate", "Closed Date", "dateTime"),
    Field(f"{_C}ClosedBy", "Closed By", is_identity=True),
    Field(f"{_C}Priority", "Priority", "integer", allowed=(1, 2, 3, 4)),
    Field(f"{_C}Severity", "Severity", allowed=_SEVERITIES),
    Field(f"{_C}ValueArea", "Value Area", allowed=("Architectural", "Business")),
    Field(f"{_C}Risk", "Risk", allowed=_RISKS),
    Field(f"{_C}Activity", "Activity", allowed=_ACTIVITIES),
    Field(f"{_C}StackRank", "Stack Rank", "double"),
    Field(f"{_C}BacklogPriority", "Backlog Priority", "double"),
    Field(f"{_C}BusinessValue", "Business Value", "integer"),
    Field(f"{_C}TimeCriticality", "Time Criticality", "double"),
    Field(f"{_C}AcceptanceCriteria", "Acceptance Criteria", "html"),
    Field(f"{_S}StoryPoints", "Story Points", "double"),
    Field(f"{_S}Effort", "Effort", "double"),
    Field(f"{_S}OriginalEstimate", "Original Estimate", "double"),
    Field(f"{_S}RemainingWork", "Remaining Work", "double"),
    Field(f"{_S}CompletedWork", "Completed Work", "double"),
    Field(f"{_S}StartDate", "Start Date", "dateTime"),
    Field(f"{_S}FinishDate", "Finish Date", "dateTime"),
    Field(f"{_S}TargetDate", "Target Date", "dateTime"),
    Field(f"{_S}DueDate", "Due Date", "dateTime"),
    Field("Microsoft.VSTS.TCM.ReproSteps", "Repro Steps", "html"),
    Field("Microsoft.VSTS.TCM.SystemInfo", "System Info", "html"),
    Field("Custom.Surface", "Surface", allowed=("Paper", "Stone", "Wood"), is_picklist=True),
    Field("Custom.Grade", "Grade", "integer", allowed=(1, 2, 3), is_picklist=True),
    Field("Custom.Code", "Code"),
    Field("Custom.Visits", "Visits", "integer"),
    Field("Custom.Cost", "Cost", "double"),
    Field("Custom.Approved", "Approved", "boolean"),
    Field("Custom.Inspected", "Inspected", "dateTime"),
    Field("Custom.Inspector", "Inspector", is_identity=True),
    Field("Custom.Findings", "Findings", "html"),
)
"""Those of the processes that come with the product, and this organisation's own, `Custom.`, of each kind."""
CUSTOM = tuple(each.reference for each in FIELDS if each.reference.startswith("Custom."))

IDENTITIES = frozenset(each.reference for each in FIELDS if each.is_identity)
DATES = frozenset(each.reference for each in FIELDS if each.kind == "dateTime")
_OPERATIONS: dict[str, tuple[str, ...]] = {
    "text": ("Equals", "NotEquals", "GreaterThan", "LessThan", "Contains", "NotContains", "In", "NotIn", "Ever"),
    "number": (
        *("Equals", "NotEquals", "GreaterThan", "LessThan", "GreaterThanEquals", "LessThanEquals", "In", "NotIn"),
        "Ever",
    ),
    "boolean": ("Equals", "NotEquals"),
    "tree": ("Under", "NotUnder", "Equals", "NotEquals", "In", "NotIn"),
    "long": ("ContainsWords", "NotContainsWords", "IsEmpty", "IsNotEmpty"),
}
_OPERATION_NAMES = {
    "Equals": "=",
    "NotEquals": "<>",
    "GreaterThan": ">",
    "LessThan": "<",
    "GreaterThanEquals": ">=",
    "LessThanEquals": "<=",
    "Contains": "Contains",
    "NotContains": "Does Not Contain",
    "In": "In",
    "NotIn": "Not In",
    "Ever": "Was Ever",
    "Under": "Under",
    "NotUnder": "Not Under",
    "ContainsWords": "Contains Words",
    "NotContainsWords": "Does Not Contain Words",
    "IsEmpty": "Is Empty",
    "IsNotEmpty": "Is Not Empty",
}


def list_operations(field: Field) -> list[dict[str, str]]:
    """Return which operators a field may stand before in a query."""
    groups = {"treePath": "tree", "string": "text", "boolean": "boolean"}
    group = "long" if field.is_long else groups.get(field.kind, "number")
    return [
        {"referenceName": f"SupportedOperations.{each}", "name": _OPERATION_NAMES[each]} for each in _OPERATIONS[group]
    ]
