"""What sends from where: each domain with its sender addresses, and what was sent from them lately."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import TemplateStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.list_picture import Picture
from dm_tui.tui.console.shared.setup_status import domain_status, template_status
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, muted, text

NEWEST = 100
"""Mailings that are looked at: the newest."""

NAMED_MAILINGS = 5
"""Mailings of an address that are named."""


class Use(NamedTuple):
    """What was sent from an address: its mailings, newest first, and all emails that were accepted."""

    mailings: Sequence[Mailing]
    accepted: int


def uses_by_address(direct_mail: DirectMail) -> dict[str, Use]:
    """Return what the newest mailings sent from each address."""
    sent_by_address: dict[str, list[Mailing]] = {}
    for mailing in direct_mail.sending.mailing_history()[0:NEWEST]:
        sent_by_address.setdefault(mailing.sender, []).append(mailing)
    return {
        address: Use(sent, sum(mailing.accepted for mailing in sent))
        for address, sent in sent_by_address.items()
    }


def setup_picture(direct_mail: DirectMail) -> Picture:
    """Return the picture, which is the same below all three lists."""
    return Picture("What sends from where", lambda width, room: paint_tree(direct_mail, width, room))


def paint_tree(direct_mail: DirectMail, width: int, room: int) -> list[Part]:
    """Return the domains with their addresses on about `room` rows, then how many templates can be used."""
    uses = uses_by_address(direct_mail)
    senders = direct_mail.senders.list()
    rows: list[Part] = []
    for domain in direct_mail.domains.list():
        style = "$success" if domain.verified else "$warning"
        rows.append(text((domain.readable, "bold"), "  ", (domain_status(domain), style)))
        own = [sender for sender in senders if sender.address.endswith(f"@{domain.name}")]
        for number, sender in enumerate(own, 1):
            rows += _address(sender, uses.get(sender.address), last=number == len(own), width=width)
        if not own:
            rows.append(text((f"{MARKS.corner}{MARKS.floor} ", "$line"), ("no sender address", "$muted")))
    templates = Counter(template.status for template in direct_mail.templates.records())
    if rows and templates:
        rows += ["", _templates(direct_mail)]
    if len(rows) <= room:
        return rows
    return [*rows[: max(0, room - 1)], muted(f"and {len(rows) - room + 1:,} more rows")]


def _address(sender: SenderAddress, use: Use | None, *, last: bool, width: int) -> list[Part]:
    """Return an address below its domain, and what was sent from it."""
    branch = f"{MARKS.corner if last else MARKS.branch}{MARKS.floor} "
    stem = "   " if last else f"{MARKS.side}  "
    head = text((branch, "$line"), sender.readable, (f"  {sender.kind}", "$muted"))
    rows = [head, text((stem, "$line"), ("  " + use_words(use), "$muted"))]
    return [row.truncate(max(1, width), ellipsis=True) for row in rows]


def use_words(use: Use | None) -> str:
    """Return what was sent from an address, in words."""
    if use is None:
        return "no mailing from it"
    many = f" of the newest {NEWEST}" if len(use.mailings) == NEWEST else ""
    accepted = f"{show_count(use.accepted, 'email')} accepted"
    last = f"the last on {show_date(use.mailings[0].created_at)}"
    return f" {MARKS.dot} ".join((show_count(len(use.mailings), "mailing") + many, accepted, last))


def _templates(direct_mail: DirectMail) -> Part:
    """Return the templates with their states, in one row."""
    parts: list[Part] = [("Templates  ", "$muted")]
    for template in direct_mail.templates.records():
        style = "$success" if template.status is TemplateStatus.APPROVED else "$muted"
        parts += [f"{template.name} ", (template_status(template), style), "   "]
    return text(*parts)
