"""The refusals that certainly mean that nothing was done, for the calls that cost money or send mail.

Everything else such a call answers leaves its outcome unknown: the vendor documents InternalError with HTTP
400 too, and nobody outside can know whether a charge came before it.
"""

import re
from fnmatch import fnmatchcase
from typing import NamedTuple

from dm_tui.providers.alibaba.api.errors import CallFailedError, OutcomeUnknownError, RefusedError
from dm_tui.providers.alibaba.api.failure_kinds import names_a_fault


class CertainRefusal(NamedTuple):
    """Codes by their pattern, and where the vendor says what they mean."""

    pattern: str
    source: str


CERTAIN_REFUSALS = (
    CertainRefusal("NotApplicable", "billing API, error codes: the site does not serve this account"),
    CertainRefusal("NotAuthorized", "billing API, error codes: the caller may not make the call"),
    CertainRefusal("Forbidden*", "RAM and Direct Mail API, error codes: the caller may not make the call"),
    CertainRefusal("NoPermission*", "RAM, error codes: a policy is missing"),
    CertainRefusal("MissingParameter*", "common error codes: the call was not complete"),
    CertainRefusal("Invalid*", "common error codes: the call or its signature was not valid"),
    CertainRefusal("*NotFound*", "common error codes: what the call names does not exist"),
    CertainRefusal("Duration*", "CreateResourcePackage, error codes: the validity is not on sale"),
    CertainRefusal("PAY.INSUFFICIENT_BALANCE", "CreateResourcePackage, error codes: too little money"),
    CertainRefusal(
        "EmailFormatError", "SingleSendMail, error codes: the recipient's address is wrongly formed"
    ),
    CertainRefusal("EmailLengthError", "SingleSendMail, error codes: the recipient's address is too long"),
    CertainRefusal("Throttling*", "common error codes: too many calls, this one was not taken"),
)
"""All of them; a code that is not here is no refusal."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)


def is_certain_refusal(code: str, status: int) -> bool:
    """Say whether an answer means that nothing was done.

    A fault of the server never does, whatever its code.
    """
    if not (status == 200 or 400 <= status < 500) or _CODE.fullmatch(code) is None or names_a_fault(code):
        return False
    return any(fnmatchcase(code, refusal.pattern) for refusal in CERTAIN_REFUSALS)


def doubt(failure: CallFailedError) -> CallFailedError:
    """Return the failure of a call that costs or sends; an uncertain refusal leaves it unknown."""
    if not isinstance(failure, RefusedError) or is_certain_refusal(failure.code, failure.status):
        return failure
    answer = " ".join(filter(None, (failure.words, f"({failure.code})")))
    return OutcomeUnknownError(
        f"Alibaba Cloud answered {answer}, which leaves the outcome open.", failure.code
    )
