"""Whose fault a refusal is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.mailing.answer_faults import SmtpVerb, concerns_everybody

MAIL, RCPT, DATA, MESSAGE = SmtpVerb


@pytest.mark.parametrize(
    ("verb", "code", "words", "everybody"),
    [
        (MAIL, 451, "4.7.1 rate limit exceeded, try again in 10 minutes", True),
        (MAIL, 553, "Mail from must equal authorized user", True),
        (MAIL, 530, "5.7.0 Authentication required", True),
        (MAIL, 550, "5.7.0 too many messages in this session, please reconnect", True),
        (MAIL, 552, "Daily sending quota exceeded", True),
        (MAIL, 436, '"MAIL FROM" doesn\'t conform with authentication', True),
        (MAIL, 503, "5.5.1 too many transactions", True),
        (MAIL, 552, "5.2.3 message size exceeds limit", False),
        (MAIL, 552, "5.3.4 Message too big for system", False),
        (MAIL, 552, "Message size exceeds fixed maximum message size", False),
        (MAIL, 554, "too large a bill", True),
        (DATA, 452, "4.4.5 Maximum number of messages per session exceeded.", True),
        (DATA, 451, "4.3.0 try later", True),
        (RCPT, 450, "4.2.0 Greylisted", False),
        (RCPT, 550, "5.1.1 no such user", False),
        (MESSAGE, 554, "5.7.1 spam", False),
    ],
)
def test_a_refusal_is_of_everybody_or_not(verb: SmtpVerb, code: int, words: str, everybody: bool) -> None:
    assert concerns_everybody(verb, code, words) is everybody


@given(st.sampled_from((RCPT, MESSAGE)), st.integers(400, 599), st.text())
def test_what_follows_a_recipient_may_be_its_own(verb: SmtpVerb, code: int, words: str) -> None:
    assert not concerns_everybody(verb, code, words)


@given(st.sampled_from((MAIL, DATA)), st.integers(400, 599), st.text(alphabet="0123456789.- abcdefgh"))
def test_what_precedes_or_follows_all_recipients_is_of_everybody(
    verb: SmtpVerb, code: int, words: str
) -> None:
    assert concerns_everybody(verb, code, f"x {words}")
