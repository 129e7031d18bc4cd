"""Whose fault an answer is, and how long it lasts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.mailing.answer_faults import AnswerFault, SmtpVerb, judge_call, judge_reply
from dm_tui.domain.mailing.fault_scope import FaultDuration, FaultScope
from dm_tui.domain.mailing.smtp_fault_codes import SERVICE_REPLIES

GREETING, AUTH, MAIL, RCPT, DATA, MESSAGE = SmtpVerb
RECIPIENT, LETTER, SENDER, SESSION, ACCOUNT, SERVICE = FaultScope
FOR_GOOD, FOR_NOW, UNKNOWN = FaultDuration


@pytest.mark.parametrize(
    ("verb", "code", "words", "scope", "duration"),
    [
        (MAIL, 451, "4.7.1 rate limit exceeded, try again in 10 minutes", ACCOUNT, FOR_NOW),
        (MAIL, 451, "4.7.0 too many messages in this session", SESSION, FOR_NOW),
        (MAIL, 450, "4.1.8 <x>: Sender address rejected: Domain not found", SENDER, FOR_NOW),
        (MAIL, 452, "4.3.1 Insufficient system storage", SERVICE, FOR_NOW),
        (MAIL, 553, "Mail from must equal authorized user", SENDER, FOR_GOOD),
        (MAIL, 530, "5.7.0 Authentication required", ACCOUNT, UNKNOWN),
        (MAIL, 550, "5.7.0 too many messages in this session, please reconnect", SESSION, FOR_NOW),
        (MAIL, 550, "5.1.1 no such user", SENDER, FOR_GOOD),
        (MAIL, 552, "Daily sending quota exceeded", ACCOUNT, FOR_NOW),
        (MAIL, 436, '"MAIL FROM" doesn\'t conform with authentication', SENDER, FOR_NOW),
        (MAIL, 503, "5.5.1 too many transactions", SESSION, FOR_NOW),
        (MAIL, 552, "5.2.3 message size exceeds limit", LETTER, FOR_GOOD),
        (MAIL, 552, "5.3.4 Message too big for system", LETTER, FOR_GOOD),
        (MAIL, 552, "Message size exceeds fixed maximum message size", LETTER, FOR_GOOD),
        (DATA, 452, "4.4.5 Maximum number of messages per session exceeded.", SESSION, FOR_NOW),
        (DATA, 451, "4.3.0 try later", SERVICE, FOR_NOW),
        (RCPT, 450, "4.2.0 Greylisted", RECIPIENT, FOR_NOW),
        (RCPT, 451, "4.7.1 Greylisting in action, too frequent", RECIPIENT, FOR_NOW),
        (RCPT, 451, "come back later", RECIPIENT, FOR_NOW),
        (RCPT, 452, "4.2.2 mailbox full", RECIPIENT, FOR_NOW),
        (RCPT, 452, "4.5.3 too many recipients", SESSION, FOR_NOW),
        (RCPT, 454, "Transient reject by behaviour spam: too frequently sending", ACCOUNT, FOR_NOW),
        (RCPT, 550, "5.1.1 no such user", RECIPIENT, FOR_GOOD),
        (RCPT, 550, "5.7.1 SPF check failed, sender rejected", SENDER, FOR_GOOD),
        (RCPT, 550, "5.7.1 Client host [192.0.2.1] blocked using a list", SERVICE, UNKNOWN),
        (RCPT, 552, "5.2.2 mailbox full, over quota", RECIPIENT, FOR_GOOD),
        (RCPT, 552, "The email account that you tried to reach is over quota", RECIPIENT, FOR_GOOD),
        (RCPT, 550, "Mailbox unavailable", RECIPIENT, FOR_GOOD),
        (RCPT, 554, "5.7.1 daily sending quota exceeded", ACCOUNT, FOR_NOW),
        (RCPT, 554, "5.7.1 <a@b>: Relay access denied", ACCOUNT, UNKNOWN),
        (RCPT, 421, "4.3.2 closing down", SESSION, FOR_NOW),
        (MESSAGE, 550, "5.1.1 no such user", RECIPIENT, FOR_GOOD),
        (MESSAGE, 554, "5.7.1 spam", LETTER, FOR_GOOD),
        (MESSAGE, 554, "5.7.1 daily quota exceeded", ACCOUNT, FOR_NOW),
        (MESSAGE, 550, "邮件内容被拒绝", LETTER, FOR_GOOD),
        (GREETING, 554, "5.7.1 no service for you", SERVICE, UNKNOWN),
        (AUTH, 535, "5.7.8 bad credentials", ACCOUNT, UNKNOWN),
    ],
)
def test_an_answer_is_somebodys_fault_for_some_time(
    verb: SmtpVerb, code: int, words: str, scope: FaultScope, duration: FaultDuration
) -> None:
    fault = judge_reply(verb, code, words)
    assert (fault.scope, fault.duration) == (scope, duration)


@pytest.mark.parametrize(
    ("words", "certain"),
    [
        ("5.1.1 gone", True),
        ("no such user here", True),
        ("5.2.2 mailbox full", True),
        ("5.7.1 policy", False),
        ("go away", False),
    ],
)
def test_only_who_is_named_is_refused_at_once(words: str, certain: bool) -> None:
    fault = judge_reply(RCPT, 550, words)
    assert (fault.scope, fault.certain, fault.refuses) == (RECIPIENT, certain, certain)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Greylisted, please come back in 60 seconds", 60),
        ("rate limit exceeded, try again in 10 minutes", 600),
        ("Greylisting in action, please come back in 00:04:59", 299),
        ("retry after 2h", 7_200),
        ("Retry-After: 30", 30),
        ("try again in an hour", 3_600),
        ("greylisted for 5 min", 300),
        ("wait at least 300s", 300),
        ("请30分钟后重试", 1_800),
        ("请2小时后重试", 7_200),
        ("limit of 500 messages", None),
        ("in 99999 days", None),
        ("at most 20 in 0 seconds", None),
        ("quota 10 of 10", None),
    ],
)
def test_the_time_a_server_names_is_kept(words: str, seconds: int | None) -> None:
    wait = judge_reply(MAIL, 451, f"4.7.1 {words}").wait
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


VERBS = st.sampled_from(list(SmtpVerb))
STATUSES = st.tuples(st.integers(0, 8), st.integers(0, 30)).map(lambda digits: f"{digits[0]}.{digits[1]}")
SAYINGS = st.sampled_from(
    [
        "",
        "no such user",
        "quota exceeded",
        "try again in 5 minutes",
        "spam",
        "sender rejected",
        "too many, slow down",
    ]
)


@given(VERBS, st.integers(400, 599), st.none() | STATUSES, SAYINGS | st.text(max_size=40), st.booleans())
def test_whatever_is_said_only_a_recipient_in_question_is_refused(
    verb: SmtpVerb, code: int, digits: str | None, words: str, service: bool
) -> None:
    said = f"{code // 100}.{digits} {words}" if digits else words
    fault = judge_reply(verb, code, said, service=service)
    if fault.refuses:
        assert verb in (RCPT, DATA, MESSAGE)
        assert code >= 500
        assert not (service and code in SERVICE_REPLIES)
    if code < 500 and not (service and code in SERVICE_REPLIES):
        assert fault.passes, "what is for now is never for good"
    if verb in (GREETING, AUTH, MAIL):
        assert fault.scope is not RECIPIENT, "no recipient was named yet"
    if fault.invalid:
        assert fault.refuses
    if fault.wait is not None:
        assert timedelta(0) < fault.wait <= timedelta(days=7)
    if code == 421 and not service:
        assert fault.scope is SESSION


@given(st.integers(1, 5_000), st.sampled_from([("seconds", 1), ("minutes", 60), ("hours", 3_600)]))
def test_any_time_named_is_read(number: int, unit: tuple[str, int]) -> None:
    wait = judge_reply(MAIL, 451, f"4.7.1 try again in {number} {unit[0]}").wait
    expected = timedelta(seconds=number * unit[1])
    assert wait == (expected if expected <= timedelta(days=7) else None)


@pytest.mark.parametrize(
    ("code", "scope", "duration", "certain"),
    [
        ("InvalidToAddress", RECIPIENT, FOR_GOOD, True),
        ("InvalidToAddress.Spam", RECIPIENT, FOR_GOOD, True),
        ("EmailFormatError", RECIPIENT, FOR_GOOD, True),
        ("InvalidReceiverName.Malformed", RECIPIENT, FOR_GOOD, True),
        ("InvalidSendMail.Spam", RECIPIENT, FOR_GOOD, False),
        ("InvalidSubject.Malformed", LETTER, FOR_GOOD, True),
        ("InvalidBody.TooLong", LETTER, FOR_GOOD, True),
        ("InvalidFromALias.Malformed", LETTER, FOR_GOOD, True),
        ("InvalidFromAlias.Malformed", LETTER, FOR_GOOD, True),
        ("InvalidReplyAddress.Malformed", SENDER, FOR_GOOD, True),
        ("InvalidMailAddress.NotFound", SENDER, FOR_GOOD, True),
        ("InvalidMailAddressStatus.Malformed", SENDER, FOR_GOOD, True),
        ("MonthlyQuotaExceeded", ACCOUNT, FOR_NOW, True),
        ("DailyQuotaExceeded", ACCOUNT, FOR_NOW, True),
        ("Forbidden.RAM", ACCOUNT, FOR_GOOD, True),
        ("Throttling.User", SERVICE, FOR_NOW, True),
        ("InternalError", SERVICE, FOR_NOW, True),
        ("NobodyKnows", ACCOUNT, UNKNOWN, True),
    ],
)
def test_a_code_of_the_service_is_somebodys_fault(
    code: str, scope: FaultScope, duration: FaultDuration, certain: bool
) -> None:
    fault = judge_call(code, 400)
    assert (fault.scope, fault.duration, fault.certain) == (scope, duration, certain)


@given(
    st.text(max_size=30), st.sampled_from([200, 400, 403, 404, 409, 429, 500, 503]), st.none() | st.floats()
)
def test_no_code_that_nobody_knows_refuses_anybody(code: str, status: int, seconds: float | None) -> None:
    fault = judge_call(code, status, seconds)
    assert isinstance(fault, AnswerFault)
    if fault.refuses:
        assert code.lower().startswith(("invalidtoaddress", "email", "invalidreceivername"))
    assert fault.wait is None or fault.wait >= timedelta(0)
