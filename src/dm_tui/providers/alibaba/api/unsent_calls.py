"""Which failures mean that a call certainly never left this computer."""

import os

from dm_tui.providers.alibaba.api.errors import CallFailedError, NotSentError, OutcomeUnknownError
from dm_tui.providers.alibaba.facts import ALIBABA_FACTS

_KEY_ID, _KEY_SECRET, _ = ALIBABA_FACTS.secret_variables


def classify_no_answer(error: Exception) -> CallFailedError:
    """Return the failure behind an exception without an answer: not sent, or nobody knows."""
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
