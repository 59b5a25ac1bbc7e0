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


_SAILS = "https://github.com/node-machine/machine/blob/master/docs/VALIDATION-AND-COERCION.md"
_TRELLO = "https://developer.atlassian.com/cloud/trello/guides/rest-api/nested-resources/"
EXPLAINED = (
    Explained(
        "asana",
        ".*",
        r"parameter opt_fields in query - violates enum",
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


def is_explained(platform: str, finding: Finding) -> bool:
    return any(
        each.platform == platform
        and re.fullmatch(each.operation, finding.operation)
        and re.match(each.what, finding.what)
        for each in EXPLAINED
    )
