"""Azure DevOps Services, its work items and what stands around them, by `api-version`.

Source: the vendor's descriptions and samples (MicrosoftDocs/vsts-rest-api-specs) and
https://learn.microsoft.com/rest/api/azure/devops/ (2026-11-27).
What the documents leave open, and what was chosen, is in docs/platforms/azure-devops.md.
"""

from __future__ import annotations

from tasklab.twin.platform.azure_devops.site import OPTIONS, AzureDevopsSite
from tasklab.twin.platform.azure_devops.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Azure DevOps", versions=VERSIONS, open=AzureDevopsSite, options=OPTIONS)
