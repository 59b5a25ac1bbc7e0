"""Procedures about the application. Source: https://docs.kanboard.org/v1/api/application_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.color import COLORS, DEFAULT_COLOR
from tasklab.twin.platform.kanboard.procedure import procedure
from tasklab.twin.platform.kanboard.version import VERSIONS

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call


@procedure()
def get_version(call: Call) -> str:
    """Return the version of the application."""
    return VERSIONS[call.version]


@procedure()
def get_timezone(_call: Call) -> str:
    """Return the time zone of the caller."""
    return "UTC"


@procedure()
def get_default_task_colors(_call: Call) -> dict[str, Any]:
    """Return all colours with how they look."""
    return COLORS


@procedure()
def get_default_task_color(_call: Call) -> str:
    """Return the colour of a task that was given none."""
    return DEFAULT_COLOR


@procedure()
def get_color_list(_call: Call) -> dict[str, str]:
    """Return the names of all colours."""
    return {color_id: color["name"] for color_id, color in COLORS.items()}


@procedure()
def get_application_roles(_call: Call) -> dict[str, str]:
    """Return the roles that a user may have."""
    return {"app-admin": "Administrator", "app-manager": "Manager", "app-user": "User"}


@procedure()
def get_project_roles(_call: Call) -> dict[str, str]:
    """Return the roles that a user may have in a project."""
    return {
        "project-manager": "Project Manager",
        "project-member": "Project Member",
        "project-viewer": "Project Viewer",
    }
