"""What the review of a mailing shows, prepared in a thread: the letter, and what sending it would do."""

from typing import NamedTuple

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.mailing.schedule import require_time_to_come
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import Audience


class ReviewedMailing(NamedTuple):
    """A letter that can be sent; `transport` says where mail goes."""

    letter: Letter
    audience: Audience
    preview: Preview
    transport: str


def prepare_review(direct_mail: DirectMail, audience: Audience, draft: MailingDraft) -> ReviewedMailing:
    """Return what the review shows, or refuse a draft that cannot be sent."""
    require_time_to_come(draft.schedule, direct_mail.now())
    letter = direct_mail.mailing_drafts.letter(draft)
    preview = direct_mail.sending.preview(letter, audience.to_preview(letter), draft.schedule)
    return ReviewedMailing(letter, audience, preview, direct_mail.describe_transport())
