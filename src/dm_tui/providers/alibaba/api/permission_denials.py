"""Which refusals mean that a permission is missing, and which permission that is."""

import re

from dm_tui.providers.alibaba.api.call_permissions import Action
from dm_tui.providers.alibaba.api.errors import CallFailedError, RefusedError, ThrottledError

_DENIED = ("NotAuthorized", "Forbidden", "NoPermission")
"""Codes of a missing permission in billing (status 400), Direct Mail and RAM (their error code pages)."""

_OTHER_REASONS = (
    "NotApplicable",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "InvalidSecurityToken",
    "InvalidTimeStamp",
    "IllegalTimestamp",
)
"""Codes about the site or the credentials, which some services give with status 403 (common error codes)."""

_VERIFICATION = re.compile(r"userverification|realname", re.IGNORECASE)
"""The words of a refusal because identity verification is missing, without spaces and hyphens."""


def name_missing_permission(failure: CallFailedError, action: Action) -> None:
    """Give a failure the RAM action that was missing, if it is a denial that does not name one itself."""
    if not failure.action and _is_denial(failure):
        failure.action = action.permission


def is_for_want_of_verification(failure: CallFailedError) -> bool:
    """Say whether a call was refused because identity verification is not complete."""
    said = re.sub(r"[ _-]", "", f"{failure.code} {failure.words}")
    return isinstance(failure, RefusedError) and _VERIFICATION.search(said) is not None


def _is_denial(failure: CallFailedError) -> bool:
    if not isinstance(failure, RefusedError) or isinstance(failure, ThrottledError):
        return False
    if failure.code.startswith(_OTHER_REASONS) or is_for_want_of_verification(failure):
        return False
    return failure.status == 403 or failure.code.startswith(_DENIED)
