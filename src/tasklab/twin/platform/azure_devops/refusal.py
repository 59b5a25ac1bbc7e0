"""Refusals as the product words them: a status, a message, and the exception's name in two forms."""

from __future__ import annotations

from typing import Any

_WIT = "Microsoft.TeamFoundation.WorkItemTracking.Server"
_CORE = "Microsoft.TeamFoundation.Core.WebApi"
_COMMON = "Microsoft.VisualStudio.Services.Common"
_WEB = "Microsoft.VisualStudio.Services.WebApi"
_WORK_ITEM_EVENT, _EVENT = 3200, 3000


class RefusalError(Exception):
    """What a request gets instead of what it asked for."""

    def __init__(
        self, status: int, key: str, message: str, *, space: str = _WIT, properties: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.key, self.message = status, key, message
        self._space, self._properties = space, properties

    @property
    def body(self) -> dict[str, Any]:
        """The error as it is sent."""
        extra = {} if self._properties is None else {"customProperties": self._properties}
        return {
            "$id": "1",
            **extra,
            "innerException": None,
            "message": self.message,
            "typeName": f"{self._space}.{self.key}, {self._space}",
            "typeKey": self.key,
            "errorCode": 0,
            "eventId": _WORK_ITEM_EVENT if self._space == _WIT else _EVENT,
        }


def item_unknown(id_: object) -> RefusalError:
    """Refuse a work item that is not there, or not for the caller: no difference is made."""
    text = f"TF401232: Work item {id_} does not exist, or you do not have permissions to read it."
    return RefusalError(404, "WorkItemUnauthorizedAccessException", text)


def project_unknown(name: str) -> RefusalError:
    """Refuse a project that is not there, or not for the caller."""
    text = (
        f"TF200016: The following project does not exist: {name}. Verify that the name of the project is correct "
        "and that the project exists on the specified Azure DevOps Server."
    )
    return RefusalError(404, "ProjectDoesNotExistWithNameException", text, space=_CORE)


def project_refused(key: str, text: str, status: int = 400) -> RefusalError:
    """Refuse what is asked of a project or team."""
    return RefusalError(status, key, text, space=_CORE)


def bad_property(text: str) -> RefusalError:
    """Refuse a member or parameter: 400."""
    return RefusalError(400, "VssPropertyValidationException", text, space=_COMMON)


def bad_version(key: str, text: str) -> RefusalError:
    """Refuse an `api-version`: 400."""
    return RefusalError(400, key, text, space=_WEB)


def bad_media_type(given: str, verb: str, known: str) -> RefusalError:
    """Refuse a body's media type: 415."""
    text = (
        f'The request indicated a Content-Type of "{given}" for method type "{verb}" which is not supported. '
        f"Valid content types for this method are: {known}."
    )
    return RefusalError(415, "VssRequestContentTypeNotSupportedException", text, space=_WEB)


def no_patch() -> RefusalError:
    """Refuse a body that is no JSON Patch."""
    return bad_property("You must pass a valid patch document in the body of the request.")


def field_unknown(name: str) -> RefusalError:
    """Refuse a field that the organisation does not have."""
    return RefusalError(400, "WorkItemTrackingFieldDefinitionNotFoundException", f"TF51535: Cannot find field {name}.")


def field_read_only(reference: str) -> RefusalError:
    """Refuse to write a field that nobody writes."""
    text = f"TF401326: Invalid field status 'ReadOnly' for field '{reference}'."
    return RefusalError(400, "WorkItemFieldInvalidException", text)


def value_unsupported(reference: str, name: str, value: object) -> RefusalError:
    """Refuse a value that is not among those of a field."""
    text = f"The field '{name}' contains the value '{value}' that is not in the list of supported values"
    flags = "hasValues, limitedToValues, invalidListValue"
    return _break_rule(reference, flags, text)


def rule_broken(reference: str, name: str, *codes: str) -> RefusalError:
    """Refuse a value by the rules of its field, such as `Required, InvalidEmpty`."""
    text = f"TF401320: Rule Error for field {name}. Error code: {', '.join(codes)}."
    return _break_rule(reference, ", ".join(code[0].lower() + code[1:] for code in codes), text)


def _break_rule(reference: str, flags: str, text: str) -> RefusalError:
    error = {
        "fieldReferenceName": reference,
        "fieldStatusFlags": flags,
        "errorMessage": text,
        "ruleValidationErrors": None,
    }
    return RefusalError(400, "RuleValidationException", text, properties={"RuleValidationErrors": [error]})


def identity_unknown(value: object, reference: str, name: str) -> RefusalError:
    """Refuse a person whom the organisation does not know."""
    text = f"The identity value '{value}' for field '{name}' is an unknown identity."
    return RefusalError(400, "RuleValidationException", text, properties={"ReferenceName": reference})


def may_not_save() -> RefusalError:
    """Refuse to write a work item to who may only read it."""
    text = "TF237111: The current user does not have permissions to save work items under the specified area path."
    return RefusalError(403, "PermissionDeniedException", text)


def may_not(what: str, who: str) -> RefusalError:
    """Refuse what needs a permission, by its name."""
    text = (
        f"TF50309: The following account does not have sufficient permissions to complete the operation: {who}. "
        f"The following permissions are needed to perform this operation: {what}."
    )
    return RefusalError(403, "AccessCheckException", text, space="Microsoft.TeamFoundation.Framework.Server")


def query_broken(text: str) -> RefusalError:
    """Refuse a query."""
    return RefusalError(400, "WorkItemTrackingQueryException", text)
