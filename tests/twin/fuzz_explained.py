"""Where a vendor takes what its own description refuses: reviewed, each with its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.twin.fuzz_finding import Finding


@dataclass(frozen=True)
class Explained:
    """A difference between a description and the product that it describes."""

    platform: str
    operation: str
    """A pattern for the whole of `VERB /path`."""
    what: str
    """A pattern for the beginning of what was found."""
    why: str
    source: str
    """Empty where no document tells: then `why` says what the twin does, and nobody knows what the product does."""


_SAILS = "https://github.com/node-machine/machine/blob/master/docs/VALIDATION-AND-COERCION.md"
_TRELLO = "https://developer.atlassian.com/cloud/trello/guides/rest-api/nested-resources/"
_JIRA_FLAGS = (
    "(enableUndo|failFast|fieldsByKeys|includeUnavailableTransitions|notifyUsers|onlyDefault|overrideEditableFlag|"
    "overrideScreenSecurity|skipRemoteOnlyCondition|sortByOpsBarAndStatus|updateHistory)"
)
EXPLAINED = (
    Explained(
        "asana",
        ".*",
        r"parameter opt_fields in query - violates enum|parameters (opt_\w+, )?opt_fields(, opt_\w+)? in query",
        "Names are paths, in groups too, and no choice; docs/platforms/asana.md tells what becomes of unknown ones.",
        "https://developers.asana.com/docs/inputoutput-options",
    ),
    Explained(
        "asana",
        "POST .*/setParent",
        r"in body - data -> parent: Incorrect type",
        "A task without a parent has null for one.",
        "https://developers.asana.com/reference/setparentfortask",
    ),
    Explained(
        "github",
        ".*",
        r"parameters? .*\b(page|per_page)\b.* in query|parameters? (pulls|orgs|owned|collab)\b.* in query",
        "What cannot be read counts as left out.",
        "",
    ),
    Explained("github", "GET .*", r"parameter (since|before) in query - ", "An empty moment counts as left out.", ""),
    Explained(
        "github",
        "POST .*/milestones",
        "in body - due_on: Incorrect type",
        "A milestone without a day has null; docs/platforms/github.md.",
        "https://docs.github.com/rest/issues/milestones",
    ),
    Explained(
        "github",
        ".*/labels",
        "in body - labels: Array with fewer items",
        "No labels are an empty array, as the page says of replacing them; docs/platforms/github.md.",
        "https://docs.github.com/rest/issues/labels#set-labels-for-an-issue",
    ),
    Explained(
        "github",
        ".*/issue-types.*",
        "in body - color: Incorrect type",
        "It is marked nullable beside an enumeration without null.",
        "https://github.com/OAI/OpenAPI-Specification/blob/main/proposals/2019-10-31-Clarify-Nullable.md",
    ),
    Explained(
        "github",
        "POST .*/repos",
        r"in body - (homepage|custom_properties): Incorrect type",
        "Null counts as left out.",
        "",
    ),
    Explained("github", "(POST|PUT) .*/issue-field-values", "Missing request body", "Nothing is set.", ""),
    Explained(
        "jira-cloud",
        ".*",
        r"parameters? " + _JIRA_FLAGS,
        "A text that is no flag counts as false.",
        "",
    ),
    Explained(
        "jira-cloud",
        ".*",
        r"in body - (leadAccountId|relationship|visibility): Incorrect type",
        "Null counts as left out.",
        "",
    ),
    Explained(
        "jira-cloud",
        ".*",
        r"parameter (groupName|startAt|componentSource|properties) in query - violates",
        "Of several values the first counts, doubles once, an empty one as left out; properties are not kept.",
        "",
    ),
    Explained(
        "jira-cloud",
        "POST .*/watchers",
        "Missing request body",
        "Without a name it is the caller who watches, as the text beside it says.",
        "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-watchers/#api-rest-api-3-issue-issueidorkey-watchers-post",
    ),
    Explained("trello", "PUT .*", r"in body - fullName: Incorrect type", "Null counts as left out.", ""),
    Explained("asana", "PUT .*", "Missing request body", "Without data nothing is changed.", ""),
    Explained(
        "azure-devops",
        "GET .*",
        r"in query - violates additionalProperties|parameter ids in query - violates additionalProperties",
        "Comments are read by ids or by page, two operations on one path: one without ids is the other.",
        "https://learn.microsoft.com/rest/api/azure/devops/wit/comments/get-comments",
    ),
    Explained("azure-devops", ".*", r"parameters? .*\$expand.* in query", "An empty option counts as left out.", ""),
    Explained(
        "jira-cloud",
        ".*/project/search",
        "parameter maxResults in query - maxResults: Value greater than maximum",
        "More than the maximum counts as the maximum, as the text beside it says.",
        "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-projects/#api-rest-api-3-project-search-get",
    ),
    Explained(
        "planka",
        ".*",
        r"in body - (\w+: Incorrect type|incorrect type)$",
        "Inputs of a scalar type are cast: a flag is a text or a number too. An array has no inputs, none is required.",
        _SAILS,
    ),
    Explained(
        "planka", "PATCH .*", "Missing request body", "Without a body there are no inputs; none is required.", _SAILS
    ),
    Explained(
        "trello",
        ".*",
        r"in query - violates additionalProperties",
        "A name that nobody reads is passed over; key and token were in the header.",
        "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/",
    ),
    Explained(
        "trello",
        ".*",
        r"parameter (\w+_)?fields in query - violates enum",
        "The description has a choice where there is a list, which may be empty or hold several fields.",
        _TRELLO,
    ),
    Explained(
        "trello",
        "PUT /members/.*",
        "parameters? avatarSource.* in query",
        "The twin has no pictures; a source without one is passed over.",
        "https://developer.atlassian.com/cloud/trello/rest/api-group-members/#api-members-id-put",
    ),
)


def explain(platform: str, finding: Finding) -> Explained | None:
    """Return what explains a finding, None where nothing does."""
    return next(
        (
            each
            for each in EXPLAINED
            if each.platform == platform
            and re.fullmatch(each.operation, finding.operation)
            and re.match(each.what, finding.what)
        ),
        None,
    )
