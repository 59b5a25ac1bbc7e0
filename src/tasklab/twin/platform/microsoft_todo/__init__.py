"""Microsoft To Do on Microsoft Graph, with the token endpoint of the Microsoft identity platform beside it.

Source: the vendor's descriptions, https://learn.microsoft.com/graph/api/resources/todo-overview and
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow (2026-11-27).
What the documents leave open, and what was chosen, is in docs/platforms/microsoft-todo.md.
"""

from __future__ import annotations

from tasklab.twin.platform.microsoft_todo.site import OPTIONS, MicrosoftTodoSite
from tasklab.twin.platform.microsoft_todo.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Microsoft To Do", versions=VERSIONS, open=MicrosoftTodoSite, options=OPTIONS)
