"""The mailing that is being written: kept within bounds, made a letter, forgotten with the mailing it became."""

from collections.abc import Callable

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing_draft import MOST_KEPT, Composition
from dm_tui.services.direct_mail import DirectMail
from tests.post import LETTER, Killed, PostOffice, people, sending_by

WRITTEN = Composition(
    sender="news@mail.example.com",
    to="ada@example.com",
    subject="Hi {UserName}",
    text="Hello\n",
    tag="spring",
    unsubscribe_url="https://example.com/out?{EAddr}",
)


def test_it_is_there_at_the_next_start_to_the_letter(
    mail: DirectMail, open_mail: Callable[[], DirectMail]
) -> None:
    assert mail.compositions.kept() == Composition()
    odd = WRITTEN.model_copy(update={"text": " [/]\u202e\u0000é\n\n", "to": "half@"})
    mail.compositions.keep(odd)
    assert open_mail().compositions.kept() == odd


def test_more_than_the_state_file_should_carry_is_refused_by_its_bytes(mail: DirectMail) -> None:
    mail.compositions.keep(Composition(text="é" * (MOST_KEPT // 2)))
    with pytest.raises(DirectMailError, match=f"{MOST_KEPT + 1:,} bytes; a draft keeps"):
        mail.compositions.keep(Composition(text="é" * (MOST_KEPT // 2), to="x"))
    assert mail.compositions.kept().to == ""


def test_keeping_the_same_again_writes_nothing(mail: DirectMail) -> None:
    mail.compositions.keep(WRITTEN)
    before = mail.signature()
    mail.compositions.keep(WRITTEN)
    assert mail.signature() == before


def test_it_makes_the_letter(mail: DirectMail) -> None:
    mail.sandbox.load("busy")
    letter = mail.compositions.letter(WRITTEN)
    assert (letter.tag, letter.unsubscribe_url) == ("spring", "https://example.com/out?{EAddr}")
    assert letter.content.text == "Hello\n"
    by_template = WRITTEN.model_copy(update={"template": "welcome"})
    assert mail.compositions.letter(by_template).content.subject == "Welcome, {UserName}"
    trigger = WRITTEN.model_copy(update={"sender": "no-reply@mail.example.com"})
    assert mail.compositions.letter(trigger).unsubscribe_url == ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sender": ""}, "bad-address"),
        ({"sender": "eve@example.com"}, "unknown-sender"),
        ({"template": "reject-lottery"}, "template-not-approved"),
        ({"subject": ""}, "no-subject"),
    ],
)
def test_what_cannot_be_sent_makes_no_letter(
    mail: DirectMail, change: dict[str, str], code: str
) -> None:
    mail.sandbox.load("busy")
    with pytest.raises(DirectMailError) as refused:
        mail.compositions.letter(WRITTEN.model_copy(update=change))
    assert refused.value.code == code


def test_making_the_mailing_forgets_it_in_the_same_change(mail: DirectMail) -> None:
    mail.sandbox.load("activated")
    sending = sending_by(mail, PostOffice())
    mail.compositions.keep(WRITTEN)
    sending.create(LETTER, people(2))  # by a command: not what is being written
    assert mail.compositions.kept() == WRITTEN

    def killed_before_it_counts() -> None:
        with mail.state.transaction():
            sending.create(LETTER, people(2), composed=True)
            raise Killed

    with pytest.raises(Killed):
        killed_before_it_counts()
    assert (len(sending.mailings()), mail.compositions.kept()) == (1, WRITTEN)
    sending.create(LETTER, people(2), composed=True)
    kept = mail.compositions.kept()
    assert (len(sending.mailings()), kept.empty) == (2, True)
    assert (kept.sender, kept.unsubscribe_url) == (WRITTEN.sender, WRITTEN.unsubscribe_url)


def test_it_is_told_where_the_program_begins(
    mail: DirectMail, open_mail: Callable[[], DirectMail]
) -> None:
    mail.sandbox.load("activated")
    mail.compositions.keep(WRITTEN.afresh)
    assert open_mail().drafts.resume().notice == ""
    mail.compositions.keep(WRITTEN)
    assert "is kept" in open_mail().drafts.resume().notice
