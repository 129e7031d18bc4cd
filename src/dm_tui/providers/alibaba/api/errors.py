"""Why a call failed, and the words for it. Exceptions of the SDK are never passed on.

They carry the request with its signature: they are read here and dropped.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dm_tui.domain.account.permissions import REQUIRED_POLICIES
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.hidden_secrets import HiddenSecrets
from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.facts import ALIBABA_FACTS

_KEY_ID, _KEY_SECRET, _ = ALIBABA_FACTS.secret_variables

_UNCERTAIN_CODES = ("internal", "system", "unknown", "timeout", "timedout", "unavailable", "busy")
"""Words in a code that mean a fault, which may have happened after the work was done."""


class CallFailedError(Exception):
    """A call had no useful answer. `code` is the vendor's, empty if there was none; `words` are for people.

    `action` is the RAM action that was missing, if that was why. `retry_after` is in seconds, None if the
    vendor names no time. `status` is that of HTTP, 0 if there was no answer.
    """

    def __init__(
        self,
        words: str,
        code: str = "",
        *,
        action: str = "",
        retry_after: float | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(words)
        self.words = clean_line(words)
        self.code = clean_line(code, 80)
        self.action = clean_line(action, 80)
        self.retry_after = retry_after
        self.status = status

    @property
    def was_answered(self) -> bool:
        """Whether something answered: a fault in an answer passes less often than a time-out."""
        return self.status > 0 or self.code in ("unreadable", "no-vendor")

    def hide(self, secret: str) -> None:
        """Take a secret of the call out of the words and the code, should the vendor repeat a piece of it."""
        hidden = HiddenSecrets([secret])
        self.words, self.code = hidden.hide(self.words), hidden.hide(self.code)
        self.args = (self.words,)


class NotSentError(CallFailedError):
    """The call certainly never left this computer."""


class RefusedError(CallFailedError):
    """The vendor did nothing."""


class ThrottledError(RefusedError):
    """Too many calls; nothing was done."""


class OutcomeUnknownError(CallFailedError):
    """It is unknown whether the vendor did what it was asked."""


def classify_exception(error: Exception) -> CallFailedError:
    """Return the failure behind an exception of the SDK.

    Not sent: no request was made, or no connection. Refused: a status of 4xx with a code. All else is
    unknown.
    """
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _classify_answer(error, status)
    if getattr(error, "last_request", None) is None and hasattr(error, "inner_exception"):
        name = type(error.inner_exception).__name__
        if name == "CredentialException":
            return classify_missing_credentials(str(error.inner_exception))
        return NotSentError(f"The call could not be made ({name}).")
    return _classify_no_answer(error)


def classify_unsuccessful(code: str, words: str) -> CallFailedError:
    """Return the failure behind an answer with status 200 and no success; the SDK raises nothing for it."""
    if code in ("", "Success") or names_a_fault(code):
        return OutcomeUnknownError(words or "The answer says neither yes nor no.", code, status=200)
    return RefusedError(words, code, status=200)


def names_a_fault(code: str) -> bool:
    """Say whether a code names a fault, which may have happened after the work was done."""
    letters = code.lower().replace("_", "").replace(".", "")
    return any(word in letters for word in _UNCERTAIN_CODES)


def _classify_answer(error: Any, status: int) -> CallFailedError:
    code = "" if error.code in (None, "None") else str(error.code)
    data = error.data if isinstance(error.data, dict) else {}
    words = str(data.get("Message") or data.get("message") or "")
    wait = getattr(error, "retry_after", None)
    if "throttl" in code.lower() or (wait and status < 500):
        seconds = wait / 1000 if wait else None
        return ThrottledError(words, code or "Throttling", retry_after=seconds, status=status)
    if 400 <= status < 500 and code:
        detail = getattr(error, "access_denied_detail", None)
        action = detail.get("AuthAction") if isinstance(detail, dict) else None
        return RefusedError(words, code, action=str(action or ""), status=status)
    answer = f": it answered {clean_line(code, 80)}" if code else ""
    return OutcomeUnknownError(f"Alibaba Cloud has a fault{answer} (HTTP {status}).", code, status=status)


def _classify_no_answer(error: Exception) -> CallFailedError:
    inner = getattr(error, "inner_exception", None) or error
    cause = getattr(inner, "__context__", None)
    first = cause.args[0] if cause is not None and cause.args else None
    reason = getattr(first, "reason", None)
    names = {type(part).__name__ for part in (cause, reason, *getattr(reason, "args", ()))}
    if "NameResolutionError" in names:
        return NotSentError("The name of Alibaba Cloud's server cannot be resolved.", "no-network")
    if "ConnectTimeout" in names or "ConnectTimeoutError" in names:
        return NotSentError("Alibaba Cloud's server cannot be reached: no connection in time.", "no-network")
    if "SSLCertVerificationError" in names:
        return NotSentError("The server's certificate is not Alibaba Cloud's.", "certificate")
    if any("Tunnel connection failed" in str(part) for part in getattr(reason, "args", ())):
        return NotSentError("The proxy refuses to connect to Alibaba Cloud's server.", "no-network")
    if "NewConnectionError" in names:
        return NotSentError("Alibaba Cloud's server cannot be reached: connection refused.", "no-network")
    if cause is not None and "Timeout" in type(cause).__name__:
        return OutcomeUnknownError("Alibaba Cloud did not answer in time.")
    if isinstance(cause, OSError):
        return OutcomeUnknownError("The connection broke before the answer.")
    return OutcomeUnknownError(
        "What answered is not Alibaba Cloud: perhaps a proxy or a sign-in page.", "no-vendor"
    )


def classify_missing_credentials(chain_message: str) -> NotSentError:
    """Return why nothing could be signed; `chain_message` is the SDK's, which may contain answers."""
    of_cli = chain_message.partition("CLIProfileCredentialsProvider")[2].partition("ProfileCredentials")[0]
    if any(word in of_cli.lower() for word in ("expired", "re-login", "refresh")):
        return NotSentError("The session of the aliyun CLI has expired.", "cli-session")
    for ending, unset, present in (("Id", _KEY_ID, _KEY_SECRET), ("Secret", _KEY_SECRET, _KEY_ID)):
        if f"accessKey{ending} cannot be empty" in chain_message and os.environ.get(present):
            return NotSentError(f"{present} is set without {unset}.", "half-key")
    return NotSentError("No credentials were found.", "no-credentials")


PERMANENT_FAILURES = ("no-credentials", "half-key", "cli-session", "certificate")
"""Failures that trying again does not fix."""

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
