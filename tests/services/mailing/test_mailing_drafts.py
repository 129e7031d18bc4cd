"""The mailing that is being written: bounded, made a letter, forgotten with the mailing it became."""

from collections.abc import Callable

import pytest

from dm_tui.domain.draft_size import MAX_DRAFT_BYTES
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.services.direct_mail import DirectMail
from tests.post import LETTER, Killed, PostOffice, people, sending_by

WRITTEN = MailingDraft(
    sender="news@mail.example.com",
    to="ada@example.com",
    subject="Hi {UserName}",
    text="Hello\n",
    tag="spring",
    unsubscribe_url="https://example.com/out?{EAddr}",
)


def test_it_is_there_at_the_next_start_to_the_letter(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    assert direct_mail.mailing_drafts.load() == MailingDraft()
    odd = WRITTEN.model_copy(update={"text": " [/]\u202e\u0000é\n\n", "to": "half@"})
    direct_mail.mailing_drafts.save(odd)
    assert open_direct_mail().mailing_drafts.load() == odd


def test_more_than_the_state_file_should_carry_is_refused_by_its_bytes(direct_mail: DirectMail) -> None:
    direct_mail.mailing_drafts.save(MailingDraft(text="é" * (MAX_DRAFT_BYTES // 2)))
    with pytest.raises(DirectMailError, match=f"{MAX_DRAFT_BYTES + 1:,} bytes; a draft holds at most"):
        direct_mail.mailing_drafts.save(MailingDraft(text="é" * (MAX_DRAFT_BYTES // 2), to="x"))
    assert direct_mail.mailing_drafts.load().to == ""


def test_keeping_the_same_again_writes_nothing(direct_mail: DirectMail) -> None:
    direct_mail.mailing_drafts.save(WRITTEN)
    before = direct_mail.signature()
    direct_mail.mailing_drafts.save(WRITTEN)
    assert direct_mail.signature() == before


def test_it_makes_the_letter(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    letter = direct_mail.mailing_drafts.letter(WRITTEN)
    assert (letter.tag, letter.unsubscribe_url) == ("spring", "https://example.com/out?{EAddr}")
    assert letter.content.text == "Hello\n"
    by_template = WRITTEN.model_copy(update={"template": "welcome"})
    assert direct_mail.mailing_drafts.letter(by_template).content.subject == "Welcome, {UserName}"
    trigger = WRITTEN.model_copy(update={"sender": "no-reply@mail.example.com"})
    assert direct_mail.mailing_drafts.letter(trigger).unsubscribe_url == ""


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
    direct_mail: DirectMail, change: dict[str, str], code: str
) -> None:
    direct_mail.sandbox.load("busy")
    with pytest.raises(DirectMailError) as refused:
        direct_mail.mailing_drafts.letter(WRITTEN.model_copy(update=change))
    assert refused.value.code == code


def test_making_the_mailing_forgets_it_in_the_same_change(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    sending = sending_by(direct_mail, PostOffice())
    direct_mail.mailing_drafts.save(WRITTEN)
    sending.create(LETTER, people(2))  # by a command: not what is being written
    assert direct_mail.mailing_drafts.load() == WRITTEN

    def killed_before_it_counts() -> None:
        with direct_mail.state.transaction():
            sending.create(LETTER, people(2), draft="")
            raise Killed

    with pytest.raises(Killed):
        killed_before_it_counts()
    assert (len(sending.mailings()), direct_mail.mailing_drafts.load()) == (1, WRITTEN)
    sending.create(LETTER, people(2), draft="")
    kept = direct_mail.mailing_drafts.load()
    assert (len(sending.mailings()), kept.empty) == (2, True)
    assert (kept.sender, kept.unsubscribe_url) == (WRITTEN.sender, WRITTEN.unsubscribe_url)


def test_it_is_told_where_the_program_begins(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.mailing_drafts.save(WRITTEN.next_draft)
    assert open_direct_mail().wizard_drafts.resume().notice == ""
    direct_mail.mailing_drafts.save(WRITTEN)
    assert "is saved" in open_direct_mail().wizard_drafts.resume().notice


def test_two_programs_that_write_keep_both_letters(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    here, there = direct_mail.mailing_drafts, open_direct_mail().mailing_drafts
    first, second = here.begin(), there.begin()
    assert first.id != second.id
    here.save(first.model_copy(update={"to": "c@example.org"}))
    there.save(second.model_copy(update={"to": "d@example.org"}))
    assert [draft.to for draft in here.all()] == ["d@example.org", "c@example.org"]


@pytest.mark.parametrize("id", ["", "begun"])
def test_one_draft_that_two_programs_change_becomes_two(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail], id: str
) -> None:
    here, there = direct_mail.mailing_drafts, open_direct_mail().mailing_drafts
    begun = here.save(MailingDraft(id=id, text="Hello"))
    mine = here.save(begun.model_copy(update={"text": "Hello here"}), begun)
    assert mine.id == id
    theirs = there.save(begun.model_copy(update={"text": "Hello there"}), begun)
    assert theirs.id != id
    assert {draft.text for draft in here.all()} == {"Hello here", "Hello there"}
    assert here.save(mine.model_copy(update={"text": "Hello again"}), mine).id == id
    there.save(theirs.next_draft.model_copy(update={"id": theirs.id}), theirs)  # discarded
    assert [draft.text for draft in here.all()] == ["Hello again"]


def test_a_draft_that_is_gone_is_sent_by_nobody_and_kept_where_it_is_changed(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    direct_mail.sandbox.load("activated")
    sending, drafts = sending_by(direct_mail, PostOffice()), direct_mail.mailing_drafts
    begun = drafts.save(
        drafts.begin().model_copy(update={"text": "Hello", "sender": "news@mail.example.com"})
    )
    sending.create(LETTER, people(2), draft=begun.id)
    assert (drafts.all(), drafts.begin().sender) == ((), "news@mail.example.com")
    with pytest.raises(DirectMailError) as refused:
        sending.create(LETTER, people(2), draft=begun.id)
    assert (refused.value.code, len(sending.mailings())) == ("draft-gone", 1)
    again = open_direct_mail().mailing_drafts.save(begun.model_copy(update={"text": "More"}), begun)
    assert again.id != begun.id
    assert drafts.all() == (again,)


def test_the_only_draft_of_an_older_version_is_found(direct_mail: DirectMail) -> None:
    with direct_mail.state.transaction() as tables:
        document = {"sender": "news@mail.example.com", "to": "ada@example.com", "text": "Hello"}
        tables.view.note("composition", "1", document)
    drafts = direct_mail.mailing_drafts
    (old,) = drafts.all()
    assert (old.to, drafts.load()) == ("ada@example.com", old)
    new = drafts.save(drafts.begin().model_copy(update={"text": "New"}))
    assert drafts.all() == (new, old)
    changed = drafts.save(old.model_copy(update={"text": "Changed"}), old)
    assert (changed.id, drafts.all()) == ("", (new, changed))
