"""A letter is made of a sender address and what is said, or refused."""

from datetime import UTC, datetime

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.subject_and_body import MailContent


def _sender(kind: SenderKind) -> SenderAddress:
    return SenderAddress(
        id="news@mail.example.com",
        kind=kind,
        alias="Example News",
        reply_to="help@example.com",
        region="ap-southeast-1",
        created_at=datetime(2026, 1, 31, tzinfo=UTC),
    )


@pytest.mark.parametrize("kind", list(SenderKind))
def test_only_mail_of_a_batch_address_can_be_unsubscribed_from(kind: SenderKind) -> None:
    letter = make_letter(_sender(kind), MailContent(subject=" Hi\t{UserName} ", text="a\r\nb"))
    assert letter.batch is (kind is SenderKind.BATCH)
    assert (letter.sender, letter.alias) == ("news@mail.example.com", "Example News")
    assert letter.reply_to == "help@example.com"
    assert letter.content == MailContent(subject="Hi {UserName}", text="a\nb")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (MailContent(subject=" ", text="x"), "no-subject"),
        (MailContent(subject="x", text=" \n"), "no-body"),
        (MailContent(subject="x", text="a\x1b[31m"), "control-character"),
    ],
)
def test_what_cannot_be_said_is_refused(content: MailContent, code: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        make_letter(_sender(SenderKind.BATCH), content)
    assert refused.value.code == code


def test_where_one_unsubscribes_is_refused_with_an_address_nobody_unsubscribes_from() -> None:
    content = MailContent(subject="x", text="y")
    url = "https://example.com/out"
    assert make_letter(_sender(SenderKind.BATCH), content, unsubscribe_url=url).unsubscribe_url
    with pytest.raises(DirectMailError) as refused:
        make_letter(_sender(SenderKind.TRIGGER), content, unsubscribe_url=url)
    assert refused.value.code == "no-unsubscribe"
