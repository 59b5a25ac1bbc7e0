"""Parameters of the methods on users, teams and workspaces."""

from __future__ import annotations

from tasklab.unified.parameter.common import GetParameters, ListParameters, ReadParameters


class UserMeParameters(ReadParameters, kw_only=True, frozen=True):
    """Takes nothing: the credential says who."""


class UserListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists the users that this account may see."""


class UserGetParameters(GetParameters, kw_only=True, frozen=True):
    """Reads one user."""


class WorkspaceListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists the workspaces that the connection reaches."""


class TeamListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists the teams that this account may see."""
