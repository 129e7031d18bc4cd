"""The failure of a call in words that a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from dm_tui.domain.account.permissions import REQUIRED_POLICIES
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.providers.alibaba.api.errors import CallFailedError, RefusedError, ThrottledError

_EXPLANATIONS: dict[str | tuple[str, ...], tuple[str, str, str]] = {
    "no-credentials": (
        "no-credentials",
        "No credentials for Alibaba Cloud were found.",
        "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run aliyun configure.",
    ),
    "half-key": ("no-credentials", "", "Set both, or unset both and run aliyun configure."),
    "cli-session": (
        "credentials-expired",
        "",
        "Sign in again with aliyun configure, as when you made that profile, and start again.",
    ),
    "InvalidAccessKeyId": (
        "unknown-key",
        "Alibaba Cloud does not know this access key, or it was disabled.",
        "Check it in the console under AccessKey, and that it belongs to this site.",
    ),
    "SignatureDoesNotMatch": (
        "wrong-secret",
        "The secret does not belong to the access key.",
        "Set both again: secrets are often cut off when they are copied.",
    ),
    "InvalidSecurityToken": (
        "credentials-expired",
        "The temporary credentials have expired or are damaged.",
        "Get new ones the way you got these, and start again.",
    ),
    ("InvalidTimeStamp", "IllegalTimestamp"): (
        "wrong-clock",
        "The clock of this computer is wrong: Alibaba Cloud refuses calls more than 15 minutes off.",
        "Set the clock, for example with timedatectl set-ntp true, and try again.",
    ),
    "NotApplicable": (
        "wrong-site",
        "Neither the international nor the Chinese site takes billing calls from this account.",
        "Check whose credentials these are: resellers' accounts and members of a group cannot buy by themselves.",
    ),
    "InvalidUser.NotFound": (
        "missing-activation",
        "Direct Mail is not activated for this account.",
        "Activate it first: dm-tui activate.",
    ),
    "no-network": (
        "no-network",
        "",
        "Check the network, and HTTPS_PROXY if you need a proxy, and try again.",
    ),
    "certificate": (
        "no-network",
        "",
        "Something between you and Alibaba Cloud reads the traffic. Use another network.",
    ),
    "no-vendor": (
        "no-answer",
        "",
        "Open a page in a browser: perhaps the network asks you to sign in. Then try again.",
    ),
    "unreadable": ("no-answer", "", "Wait a moment and try again. If it stays so, look in the web console."),
}
"""By the beginning of a failure's code: our error's code, its message ("" for the failure's) and its hint."""


@contextmanager
def explain_failures() -> Iterator[None]:
    """Raise the failures of calls inside as errors that a person can act on."""
    try:
        yield
    except CallFailedError as failure:
        raise explain_failure(failure) from None


def explain_failure(failure: CallFailedError) -> DirectMailError:
    """Return the failure of a call as an error that a person can act on."""
    if failure.action:
        message = f"Alibaba Cloud refuses {failure.action} to these credentials."
        hint = f"The account owner must allow it; the policies of the guide are {' and '.join(REQUIRED_POLICIES)}."
        return DirectMailError(ErrorKind.NOT_ALLOWED, "permission-missing", message, hint)
    for starts, (code, message, hint) in _EXPLANATIONS.items():
        if failure.code.startswith(starts):
            known = message or failure.code in ("half-key", "cli-session")
            kind = ErrorKind.NOT_ALLOWED if known else ErrorKind.UNEXPECTED
            return DirectMailError(kind, code, message or failure.words, hint)
    if isinstance(failure, ThrottledError):
        message, hint = "Alibaba Cloud refused: too many calls.", "Wait a minute and try again."
        return DirectMailError(ErrorKind.UNEXPECTED, "throttled", message, hint)
    if isinstance(failure, RefusedError):
        message = f"Alibaba Cloud refused: {failure.words or failure.code} ({failure.code})."
        hint = "Look up the code in its documentation, or use the web console."
        return DirectMailError(ErrorKind.REFUSED, "refused-by-vendor", message, hint)
    return DirectMailError(ErrorKind.UNEXPECTED, "no-answer", failure.words, "Wait a moment and try again.")
