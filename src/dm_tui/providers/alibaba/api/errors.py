"""Why a call failed. Exceptions of the SDK are never passed on.

They carry the request with its signature: they are read here and dropped.
"""

import os
import re
from typing import Any

from dm_tui.domain.hidden_secrets import HiddenSecrets
from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.facts import ALIBABA_FACTS

_KEY_ID, _KEY_SECRET, _ = ALIBABA_FACTS.secret_variables

_UNCERTAIN_CODES = ("internal", "system", "unknown", "timeout", "timedout", "unavailable", "busy")
"""Words in a code that mean a fault, which may have happened after the work was done."""


ALREADY_EXISTS = re.compile(r"(Exist|Duplicate|Repeat)", re.IGNORECASE)
"""Words in the code of a refusal to create what is there already.

The pages do not list the codes (estimate).
"""


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
