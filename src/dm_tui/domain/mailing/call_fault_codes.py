"""The error codes of the service's sending calls: whose fault each is, and for how long."""

import re
from typing import NamedTuple

from dm_tui.domain.mailing.fault_scope import FaultDuration, FaultScope

RECIPIENT, LETTER, SENDER, SESSION, ACCOUNT, SERVICE = FaultScope
FOR_GOOD, FOR_NOW, UNKNOWN = FaultDuration


class CallRow(NamedTuple):
    """The beginnings of codes, and whose fault they are."""

    pattern: re.Pattern[str]
    scope: FaultScope
    duration: FaultDuration
    daily: bool = False
    certain: bool = True
    invalid: bool = False


def _codes(*codes: str) -> re.Pattern[str]:
    return re.compile("|".join(codes), re.IGNORECASE | re.ASCII)


CALL_CODES = (
    CallRow(_codes(r"InvalidSendMail\.Spam"), RECIPIENT, FOR_GOOD, certain=False),
    CallRow(_codes("InvalidToAddress", "EmailFormatError", "EmailLengthError"), RECIPIENT, FOR_GOOD, invalid=True),
    CallRow(_codes(r"InvalidReceiverName\.Malformed"), RECIPIENT, FOR_GOOD),
    CallRow(_codes("Throttling"), SERVICE, FOR_NOW),
    CallRow(_codes(r".*(Daily|Day)\w*(Quota|Limit)", r".*(Quota|Limit)\w*(Daily|Day)"), ACCOUNT, FOR_NOW, daily=True),
    CallRow(_codes(r"QuotaExceed\.Receiver", r".*Quota", r".*Exceed"), ACCOUNT, FOR_NOW),
    CallRow(_codes("InvalidMailAddress", "InvalidAccountName", "InvalidDomain", "InvalidReplyAddress"), SENDER, FOR_GOOD),
    CallRow(_codes("InvalidFromALias", "InvalidSenderName"), LETTER, FOR_GOOD),
    CallRow(
        _codes("InvalidSubject", "InvalidBody", "InvalidTemplate", "InvalidTag", "InvalidHeader", "InvalidAttachment"),
        LETTER, FOR_GOOD,
    ),
    CallRow(_codes("InvalidUser", "Forbidden", "NoPermission", "NotAuthorized", "NotApplicable"), ACCOUNT, FOR_GOOD),
    CallRow(_codes("InvalidAccessKeyId", "SignatureDoesNotMatch", "IncompleteSignature"), ACCOUNT, FOR_GOOD),
    CallRow(_codes("InvalidSecurityToken", "InvalidTimeStamp", "IllegalTimestamp"), ACCOUNT, FOR_GOOD),
    CallRow(_codes(r".*(Arrear|Overdue|Suspend|InDebt|Balance)"), ACCOUNT, UNKNOWN),
    CallRow(_codes(r".*(Internal|Unavailable|Timeout|Busy)"), SERVICE, FOR_NOW),
)  # fmt: skip
"""By the beginning of a code, the first that fits (SingleSendMail and common error codes)."""

OTHER_FAULT = CallRow(_codes(""), SERVICE, FOR_NOW)
OTHER_CODE = CallRow(_codes(""), ACCOUNT, UNKNOWN)
"""A fault of the service's, and a code that nobody knows: neither is a recipient's."""
