"""Whose fault an answer is, and how long it lasts: the one place that judges servers and the service's calls.

Only what is said of a recipient counts against it. What is said of the letter, the sender, the session, the
account or the service would meet everybody in the same way: it refuses nobody. `smtp_fault_codes` and
`call_fault_codes` have the codes.
"""

from datetime import timedelta
from enum import StrEnum

from dm_tui.domain.mailing import call_fault_codes as calls
from dm_tui.domain.mailing import smtp_fault_codes as smtp
from dm_tui.domain.mailing.fault_scope import FaultDuration, FaultScope
from dm_tui.domain.mailing.named_wait import named_wait
from dm_tui.domain.model import Model


class SmtpVerb(StrEnum):
    """What a server answered; `MESSAGE` is the end of the message."""

    GREETING = "GREETING"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    MESSAGE = "MESSAGE"


_BEFORE_RECIPIENT = (SmtpVerb.GREETING, SmtpVerb.AUTH, SmtpVerb.MAIL)


class AnswerFault(Model):
    """Whose fault an answer is, and for how long.

    `wait` is the time the server names, `daily` says that the next day of the service helps. Of what is not
    `certain` another recipient's answer shows it: where others are accepted, it was this one's own. `invalid`
    says that the address does not exist.
    """

    scope: FaultScope
    duration: FaultDuration
    wait: timedelta | None = None
    daily: bool = False
    certain: bool = True
    invalid: bool = False

    @property
    def passes(self) -> bool:
        """Whether trying again later may help."""
        return self.duration is not FaultDuration.FOR_GOOD

    @property
    def is_of_one(self) -> bool:
        """Whether it may be the fault of one recipient, or of the copy of the letter for it.

        A letter that is certainly refused for good is refused to everybody.
        """
        of_every_copy = self.certain and not self.passes
        return self.scope is FaultScope.RECIPIENT or (self.scope is FaultScope.LETTER and not of_every_copy)

    @property
    def refuses(self) -> bool:
        """Whether it refuses a recipient for good, whatever becomes of the others."""
        return self.scope is FaultScope.RECIPIENT and self.certain and not self.passes


def judge_reply(verb: SmtpVerb, code: int, words: str, *, service: bool = False) -> AnswerFault:
    """Return whose fault a reply of 4xx or 5xx to a verb is.

    `words` are those of the server, with the enhanced status in front if it has one. With `service` the
    server is Direct Mail's own, which gives some codes another meaning.
    """
    if service and code in smtp.SERVICE_REPLIES:
        scope, duration, daily = smtp.SERVICE_REPLIES[code]
        return AnswerFault(scope=scope, duration=duration, wait=named_wait(words), daily=daily)
    status = smtp.STATUS.match(words)
    digits = f"{status[1]}.{status[2]}" if status else ""
    if code == smtp.CLOSING:
        scope, certain = FaultScope.SESSION, True
    else:
        scope, certain = _scope(verb, code, digits, words)
    duration = _duration(scope, code, words)
    invalid = (
        scope is FaultScope.RECIPIENT
        and duration is FaultDuration.FOR_GOOD
        and code in smtp.INVALID_ADDRESS_CODES
        and digits in smtp.INVALID_ADDRESS
    )
    return AnswerFault(
        scope=scope, duration=duration, wait=named_wait(words), certain=certain, invalid=invalid
    )


def _scope(verb: SmtpVerb, code: int, digits: str, words: str) -> tuple[FaultScope, bool]:
    """Return whose fault a reply is, and whether that is certain.

    The status says it where it is plain, then the words, then verb and code. What the words name is certain;
    of a recipient who is refused for no reason, and of a letter, the answers to others show it.
    """
    named = smtp.STATUS_SCOPES.get(digits)
    if verb in _BEFORE_RECIPIENT:
        if named is FaultScope.RECIPIENT:
            named = FaultScope.SENDER
    elif named is None and smtp.OF_RECIPIENT.search(words):
        named = FaultScope.RECIPIENT
    if named is None:
        named = next((scope for scope, pattern in smtp.WORDS if pattern.search(words)), None)
    if named is FaultScope.LETTER and verb in (SmtpVerb.GREETING, SmtpVerb.AUTH):
        named = FaultScope.SERVICE
    if named is not None:
        return named, named is not FaultScope.LETTER
    usual = smtp.VERB_SCOPES[verb]
    scope = usual.get(code, usual[0])
    put_off = verb is SmtpVerb.RCPT and code < 500
    return scope, put_off or scope not in (FaultScope.RECIPIENT, FaultScope.LETTER)


def _duration(scope: FaultScope, code: int, words: str) -> FaultDuration:
    """Return how long a fault lasts: a reply of 5xx may speak of what passes, but not to a recipient."""
    of_one = scope in (FaultScope.RECIPIENT, FaultScope.LETTER)
    if code < 500 or (not of_one and (smtp.PASSES.search(words) or named_wait(words) is not None)):
        return FaultDuration.FOR_NOW
    return smtp.PERMANENT_DURATIONS[scope]


def judge_call(code: str, status: int, retry_after: float | None = None) -> AnswerFault:
    """Return whose fault the answer of the service to a call is, by its code and its HTTP status.

    Whether the call did anything is another question, which `certain_refusals` of the vendor's API answers.
    """
    wait = timedelta(seconds=retry_after) if retry_after is not None and 0 <= retry_after < 1e6 else None
    for row in calls.CALL_CODES:
        if row.pattern.match(code):
            break
    else:
        row = calls.OTHER_FAULT if status >= 500 or not code else calls.OTHER_CODE
    return AnswerFault(
        scope=row.scope,
        duration=row.duration,
        wait=wait,
        daily=row.daily,
        certain=row.certain,
        invalid=row.invalid,
    )
