"""A domain, a sender address and a template as they are shown beside their lists."""

from collections.abc import Sequence

from textual.content import Content

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.dates import show_date, show_instant, show_known_instant
from dm_tui.domain.setup.dns_record import DnsRecord, RecordState
from dm_tui.domain.setup.doubtful_limits import alias_doubts
from dm_tui.domain.setup.example_recipient import EXAMPLE_VALUES
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.sender_deletions import MAX_MONTHLY_DELETIONS
from dm_tui.domain.setup.template import Template, TemplateStatus
from dm_tui.domain.setup.template_wording import REVIEW_DURATION
from dm_tui.domain.text import clean_line
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.bars_and_ladders import gauge
from dm_tui.tui.console.senders.setup_tree import NAMED_MAILINGS, use_words, uses_by_address
from dm_tui.tui.console.senders.template_preview import paint_template_preview
from dm_tui.tui.console.shared.setup_status import domain_status, name_in_full, template_status
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, hanging_fact, justify_ends, lines, muted, text, warning

_TYPE = 6
"""Cells of the type of a record, which a narrow window does not show."""

LEAST_OF_A_NAME = 14
"""Cells of the name of a record below which nothing is shown of it."""

_TO_PUBLISH = "Enter shows what to publish; then y verifies it."
_VERIFIED = "You can send from it."


def domain_head(direct_mail: DirectMail, domain: MailDomain, width: int) -> list[Part]:
    """Return the name of a domain and its status, then its region and since when."""
    regions = {region.id: region.name for region in direct_mail.prerequisites.regions()}
    since = f"added on {show_date(domain.added_at) if domain.added_at else NOT_KNOWN}"
    if domain.verified_since:
        since = f"verified since {show_date(domain.verified_since)}"
    style = "$success" if domain.verified else "$warning"
    return [
        *_name_and_status(name_in_full(domain.name), domain_status(domain), style, width),
        muted(f"{regions.get(domain.region, domain.region)} {MARKS.dot} {since}"),
    ]


def _name_and_status(name: str, status: str, style: str, width: int) -> list[Part]:
    """Return both on a row; under one another where they have no room: a mark stays with its word."""
    row = text((name, "bold"), "   ", (status, style))
    return [row] if row.cell_length <= width else [(name, "bold"), (status, style)]


def record_state(record: DnsRecord) -> tuple[str, str]:
    """Return the state of a record, as a mark and a word, and its colour."""
    mark, style = {
        RecordState.TO_PUBLISH: (MARKS.ahead, "$muted"),
        RecordState.PUBLISHED: (MARKS.done, "$success"),
        RecordState.DIFFERENT: (MARKS.warning, "$warning"),
    }[record.state]
    return f"{mark} {record.state.replace('-', ' ')}", style


def domain_preview(direct_mail: DirectMail, name: str, width: int) -> Sequence[Content]:
    """Return a domain with how many of its records are published, each by itself, and what comes next.

    The first of the three has the records with their values, the second with their names, the last on a line
    each.
    """
    domain = direct_mail.domains.show(name)
    published = sum(record.published for record in domain.records)
    head = domain_head(direct_mail, domain, width)
    head += ["", muted(f"{published} of {len(domain.records)} records published")]
    head += [gauge(published, len(domain.records), width), ""]
    foot = ["", _VERIFIED if domain.verified else warning(_TO_PUBLISH, width=width)]
    return [
        lines([*head, *(row for record in domain.records for row in paint(record, width)), *foot])
        for paint in (_record_with_value, _record_with_name, _record_row)
    ]


def _record_words(record: DnsRecord) -> Content:
    """Return the state of a record, what it is, and whether the domain needs it."""
    state, style = record_state(record)
    needed = "needed" if record.kind.needed else "recommended"
    return text(
        (f"{state:<13}", style), f"{record.kind.label:<10}", (f"{needed:<12} {record.type:<5}", "$muted")
    )


def _record_row(record: DnsRecord, width: int) -> list[Part]:
    """Return a record on one line, with its name where enough of it has room to be known by."""
    row = _record_words(record)
    if row.cell_length > width:
        row = row[:-_TYPE]
    if width - row.cell_length > LEAST_OF_A_NAME:
        row += muted(f" {clean_line(record.readable_name, 80)}")
    return [row.truncate(width, ellipsis=True)]


def _record_with_name(record: DnsRecord, width: int) -> list[Part]:
    """Return a record with its whole name, and what is wrong with it."""
    rows: list[Part] = [_record_words(record), hanging_fact("  Name", record.readable_name, width, 8)]
    return [*rows, *([warning(f"{record.note}.", width=width)] if record.note else [])]


def _record_with_value(record: DnsRecord, width: int) -> list[Part]:
    """Return a record with its whole name and value, what DNS has in their place, and what is wrong."""
    words, name, *note = _record_with_name(record, width)
    values = {"  Value": record.value, "  Found": record.found}
    facts = [hanging_fact(label, value, width, 8) for label, value in values.items() if value]
    return [words, name, *facts, *note]


def sender_facts(direct_mail: DirectMail, sender: SenderAddress, width: int) -> list[Part]:
    """Return what is known of an address, and what may be wrong with its alias."""
    regions = {region.id: region.name for region in direct_mail.prerequisites.regions()}
    left = direct_mail.senders.deletions_left()
    facts = {
        "Kind": f"{sender.kind}: {sender.kind.purpose}",
        "Alias": sender.alias or "none",
        "Reply to": name_in_full(sender.reply_to) or "the address itself",
        "Region": regions.get(sender.region, sender.region),
        "Added": show_known_instant(sender.created_at),
        "Deletions": f"{left} of {MAX_MONTHLY_DELETIONS} left this month",
    }
    return [
        (name_in_full(sender.address), "bold"),
        "",
        *(hanging_fact(label, value, width) for label, value in facts.items()),
        *(warning(doubt, width=width) for doubt in alias_doubts(sender.alias)),
    ]


def sender_preview(direct_mail: DirectMail, address: str, width: int) -> Content:
    """Return an address, and how a reader sees it."""
    sender = direct_mail.senders.show(address)
    seen = f"{sender.alias} <{sender.readable}>" if sender.alias else sender.readable
    rows = [*sender_facts(direct_mail, sender, width), "", muted("A reader sees"), seen]
    return lines([*rows, *_sent_from(direct_mail, sender, width)])


def _sent_from(direct_mail: DirectMail, sender: SenderAddress, width: int) -> list[Part]:
    """Return what was sent from an address: the whole in words, and its newest mailings."""
    use = uses_by_address(direct_mail).get(sender.address)
    rows: list[Part] = ["", muted("Sent from it"), use_words(use)]
    for mailing in use.mailings[:NAMED_MAILINGS] if use is not None else ():
        day = f"{mailing.created_at.astimezone():%Y-%m-%d}"
        figures = f"{mailing.accepted:,} of {mailing.recipients:,}"
        left = text((f"{day}  ", "$muted"), clean_line(mailing.subject, 80))
        room = max(1, width - len(figures) - 2)
        rows.append(justify_ends(left.truncate(room, ellipsis=True), muted(figures), width))
    return rows


def template_head(template: Template, width: int) -> list[Part]:
    """Return the name of a template and its status, its last event, and the reason for it."""
    style = {TemplateStatus.APPROVED: "$success", TemplateStatus.REJECTED: "$error"}.get(
        template.status, "$primary"
    )
    rows = _name_and_status(template.name, template_status(template), style, width)
    rows.append(muted(template_history(template)))
    if template.reason:
        rows.append(warning(template.reason, width=width))
    return rows


def template_preview(direct_mail: DirectMail, name: str, width: int) -> Content:
    """Return a template as a reader would see it."""
    for template in direct_mail.templates.records():
        if template.name == name:
            reader = muted(f"As {EXAMPLE_VALUES['UserName']} would read it")
            letter = paint_template_preview(template.content)
            return lines([*template_head(template, width), "", reader, "", letter])
    return text("")


def template_history(template: Template) -> str:
    """Return the last event, and what comes next."""
    match template.status:
        case TemplateStatus.PENDING if template.submitted_at is not None:
            return f"submitted on {show_instant(template.submitted_at)}; {REVIEW_DURATION}"
        case TemplateStatus.APPROVED | TemplateStatus.REJECTED if template.reviewed_at is not None:
            return f"{template.status} on {show_instant(template.reviewed_at)}"
        case _:
            return f"added on {show_known_instant(template.created_at)}"
