"""Operations about the site itself. Source: https://docs.github.com/rest/meta/meta."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.call import Answer
from tasklab.twin.platform.github.operation import operation

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call


@operation("GET /", "using-the-rest-api/getting-started-with-the-rest-api")
def get_root(call: Call) -> Answer:
    """Name where things are."""
    shown = {
        "current_user_url": call.api("/user"),
        "issue_search_url": call.api("/search/issues?q={query}{&page,per_page,sort,order}"),
        "issues_url": call.api("/issues"),
        "label_search_url": call.api("/search/labels?q={query}&repository_id={repository_id}{&page,per_page}"),
        "organization_url": call.api("/orgs/{org}"),
        "organization_repositories_url": call.api("/orgs/{org}/repos{?type,page,per_page,sort}"),
        "rate_limit_url": call.api("/rate_limit"),
        "repository_url": call.api("/repos/{owner}/{repo}"),
        "current_user_repositories_url": call.api("/user/repos{?type,page,per_page,sort}"),
        "user_url": call.api("/users/{user}"),
        "user_organizations_url": call.api("/user/orgs"),
    }
    return Answer(shown if call.is_second else {**shown, "authorizations_url": call.api("/authorizations")})


@operation("GET /meta", "meta/meta#get-apiname-meta-information")
def get_meta(call: Call) -> Answer:
    """Tell which release it is, on a server of one's own; addresses on github.com."""
    shown: dict[str, Any] = {"verifiable_password_authentication": call.edition.release is not None}
    if call.edition.release is not None:
        shown["installed_version"] = call.edition.release
    else:
        shown |= {"hooks": ["127.0.0.1/32"], "web": ["127.0.0.1/32"], "api": ["127.0.0.1/32"]}
    return Answer(shown)


@operation("GET /versions", "meta/meta#get-all-api-versions")
def get_versions(call: Call) -> Answer:
    """Name the API versions that are served, oldest first."""
    return Answer(sorted(call.edition.api_versions))
