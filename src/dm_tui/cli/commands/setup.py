"""Domains, sender addresses and templates."""

from argparse import Namespace

from dm_tui.cli.ask_with_progress import ask_with_progress
from dm_tui.cli.body_files import read_body
from dm_tui.cli.output import Answer, warn
from dm_tui.cli.review_answer import review_answer
from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.command_words import fill_sentence, shell_word
from dm_tui.domain.dates import show_instant, show_known_instant
from dm_tui.domain.setup.dns_record import DnsRecord
from dm_tui.domain.setup.doubtful_limits import alias_doubts, content_doubts
from dm_tui.domain.setup.mail_domain import MailDomain, require_verified_domain
from dm_tui.domain.setup.review_wording import MAY_BE_REJECTED
from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.domain.setup.subject_and_body import parse_content
from dm_tui.domain.setup.template import Template, TemplateStatus, parse_template_name
from dm_tui.domain.setup.template_review import Weight, review_template
from dm_tui.domain.setup.variable_check import require_known_variables
from dm_tui.domain.setup.zone_file import zone_lines
from dm_tui.lines.domains import published_words
from dm_tui.lines.figures import unknown_lines
from dm_tui.lines.letter_tests import sent_test_lines
from dm_tui.lines.passwords import new_password_lines
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.password_keyring import KEYRING_SERVICE
from dm_tui.services.setup import json_shapes as shapes

_OF_A_DOMAIN = (Figure.RECORDS, Figure.DOMAIN_STATUS, Figure.DOMAIN_DETAILS)


def domains(direct_mail: DirectMail, args: Namespace) -> Answer:
    """All domains, in the order in which they were added."""
    listed = direct_mail.domains.list()
    rows = []
    for domain in listed:
        name = domain.name if domain.readable == domain.name else f"{domain.readable} ({domain.name})"
        published = published_words(domain)
        rows.append((name, domain.region, domain.status, published))
    empty = "No domains yet. Add one: dm-tui domains add mail.example.com"
    lines = table(("domain", "region", "status", "records published"), rows, empty=empty)
    unlisted, unread = _unknown(direct_mail, Figure.DOMAINS), _unknown(direct_mail, *_OF_A_DOMAIN)
    domains = None if unlisted else tuple(map(shapes.DomainShape.of, listed))
    unknown_dates = shapes.unknown_domain_dates(listed)
    document = shapes.DomainsAnswer(domains=domains, unknown=(*unlisted, *unread, *unknown_dates))
    return Answer(document, unknown_lines(unlisted) or [*lines, *unknown_lines(unread)])


def domains_add(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Adds a domain and shows what to publish."""
    return _domain_answer(direct_mail, direct_mail.domains.add(args.name, args.spf))


def domains_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One domain with its records, or only the records, as lines of a zone file."""
    domain = direct_mail.domains.show(args.name)
    answer = _domain_answer(direct_mail, domain)
    return answer._replace(lines=zone_lines(domain)) if args.zone else answer


def domains_verify(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Checks the records of a domain."""
    domain = direct_mail.domains.verify(args.name, dns=args.dns)
    require_verified_domain(domain)
    return _domain_answer(direct_mail, domain)


def domains_remove(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Removes a domain."""
    domain = direct_mail.domains.remove(args.name)
    removed = f"{domain.name} is removed. Its DNS records are no longer needed."
    return _domain_answer(direct_mail, domain)._replace(lines=[removed])


def senders(direct_mail: DirectMail, args: Namespace) -> Answer:
    """All sender addresses, in the order in which they were added."""
    listed = direct_mail.senders.list()
    rows = [(sender.address, sender.kind, sender.alias, sender.reply_to, sender.region) for sender in listed]
    empty = "No sender addresses yet. Add one: dm-tui senders add news@mail.example.com"
    lines = table(("address", "type", "alias", "reply to", "region"), rows, empty=empty)
    left = direct_mail.senders.deletions_left()
    unlisted = _unknown(direct_mail, Figure.SENDERS)
    unknown_details = _unknown(direct_mail, Figure.SENDER_DETAILS)
    senders = None if unlisted else tuple(map(shapes.SenderShape.of, listed))
    document = shapes.SendersAnswer(
        senders=senders, deletions_left=left, unknown=(*unlisted, *unknown_details)
    )
    return Answer(document, unknown_lines(unlisted) or [*lines, *unknown_lines(unknown_details)])


def senders_add(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Adds a sender address."""
    sender = direct_mail.senders.add(args.address, SenderKind(args.type), args.reply_to, args.alias)
    for doubt in alias_doubts(sender.alias):
        warn(doubt)
    return _sender_answer(direct_mail, sender)


def senders_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One sender address."""
    return _sender_answer(direct_mail, direct_mail.senders.show(args.address))


def senders_password(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Gives a sender address a new SMTP password, which nobody sees."""
    vendor = direct_mail.facts.vendor_name
    renewed = ask_with_progress(lambda: direct_mail.smtp_passwords.renew(args.address), vendor)
    document = shapes.SmtpPasswordAnswer.take(renewed, keyring_service=KEYRING_SERVICE)
    return Answer(document, new_password_lines(renewed.address, vendor, in_keyring=renewed.in_keyring))


def senders_remove(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Deletes a sender address."""
    sender = direct_mail.senders.remove(args.address)
    left = direct_mail.senders.deletions_left()
    deleted = f"{sender.address} is deleted. You can delete {left} more this month."
    return _sender_answer(direct_mail, sender)._replace(lines=[deleted])


def templates(direct_mail: DirectMail, args: Namespace) -> Answer:
    """All templates, in the order in which they were added."""
    listed = direct_mail.templates.list()
    rows = [
        (template.name, template.status, template.subject, _last_change(template), template.reason)
        for template in listed
    ]
    empty = "No templates yet. Add one: dm-tui templates add NAME --subject S --text FILE"
    lines = table(("template", "status", "subject", "since", "reason"), rows, empty=empty)
    unlisted = _unknown(direct_mail, Figure.TEMPLATES)
    unknown_details = _unknown(direct_mail, Figure.TEMPLATE_DETAILS)
    templates = None if unlisted else tuple(map(shapes.TemplateShape.take, listed))
    undated = shapes.unknown_template_dates(listed)
    document = shapes.TemplatesAnswer(templates=templates, unknown=(*unlisted, *unknown_details, *undated))
    return Answer(document, unknown_lines(unlisted) or [*lines, *unknown_lines(unknown_details)])


def templates_add(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Adds a template and submits it for review."""
    text, html = read_body(args.text), read_body(args.html)
    if args.check:
        content = parse_content(args.subject, text, html)
        require_known_variables(content)
        return review_answer(parse_template_name(args.name), content)
    added = direct_mail.templates.add(args.name, args.subject, text, html, draft=args.draft)
    _warn_of_review(added)
    return _template_answer(direct_mail, added)


def templates_check(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Holds a template against the published rules."""
    template = direct_mail.templates.show(args.name)
    return review_answer(template.name, template.content)


def templates_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One template with its bodies."""
    template = direct_mail.templates.show(args.name)
    answer = _template_answer(direct_mail, template)
    bodies = (("text", template.text), ("HTML", template.html))
    lines = [line for part, body in bodies if body for line in ("", f"--- {part}", *body.split("\n"))]
    return answer._replace(lines=[*answer.lines, *lines])


def templates_submit(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Submits a draft or a rejected template for review."""
    submitted = direct_mail.templates.submit(args.name)
    _warn_of_review(submitted)
    return _template_answer(direct_mail, submitted)


def templates_change(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Changes a template, what is not given stays, and submits it for review."""
    before = direct_mail.templates.show(args.name)
    subject = before.subject if args.subject is None else args.subject
    text = before.text if args.text is None else read_body(args.text)
    html = before.html if args.html is None else read_body(args.html)
    work = direct_mail.templates.change if args.draft else direct_mail.templates.revise
    changed = ask_with_progress(lambda: work(args.name, subject, text, html), direct_mail.facts.vendor_name)
    _warn_of_review(changed)
    answer = _template_answer(direct_mail, changed)
    if before.status is not TemplateStatus.APPROVED or changed.status is TemplateStatus.APPROVED:
        return answer
    note = f"! It was approved: no mailing can use {changed.name} until it is approved again."
    return answer._replace(lines=[*answer.lines, note])


def templates_test(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Sends a template to one address, with example values."""
    tests, vendor = direct_mail.letter_tests, direct_mail.facts.vendor_name
    sent = ask_with_progress(lambda: tests.send(args.name, args.sender, args.to), vendor)
    return Answer(shapes.TemplateTestAnswer.take(sent), sent_test_lines(sent.recipient, sent.mailing, vendor))


def templates_remove(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Deletes a template."""
    template = direct_mail.templates.remove(args.name)
    return _template_answer(direct_mail, template)._replace(lines=[f"Template {template.name} is deleted."])


def _domain_answer(direct_mail: DirectMail, domain: MailDomain) -> Answer:
    since = domain.verified_since
    verified = f"verified since {show_instant(since)}" if since else domain.status
    readable = "" if domain.readable == domain.name else f" ({domain.readable})"
    region = direct_mail.prerequisites.region_words(domain.region)
    lines = [f"{domain.name}{readable} · {region} · {verified}"]
    for record in domain.records:
        lines += ["", *_record_lines(record)]
    if not domain.records:
        lines += ["", *unknown_lines(_unknown(direct_mail, Figure.RECORDS))]
    elif domain.verified is False:
        lines += ["", f"Publish them, then: dm-tui domains verify {domain.name} --dns"]
    unknown = (*_unknown(direct_mail, *_OF_A_DOMAIN), *shapes.unknown_domain_dates([domain]))
    return Answer(shapes.DomainAnswer(domain=shapes.DomainShape.of(domain), unknown=unknown), lines)


def _record_lines(record: DnsRecord) -> list[str]:
    needed = "needed" if record.kind.needed else "recommended"
    lines = [
        f"{record.kind}: {record.kind.purpose} ({needed})",
        f"  {record.state.replace('-', ' ')}{': ' if record.note else ''}{record.note}",
        f"  {record.readable_name}  {record.type}",
        f"  {record.value}",
    ]
    if record.found:
        lines.append(f"  found: {record.found}")
    return lines


def _sender_answer(direct_mail: DirectMail, sender: SenderAddress) -> Answer:
    lines = [
        f"{sender.address} ({sender.kind})",
        f"alias     {sender.alias or 'none'}",
        f"reply to  {sender.reply_to or 'the address itself'}",
        f"region    {direct_mail.prerequisites.region_words(sender.region)}",
        f"added     {show_known_instant(sender.created_at)}",
    ]
    shape, left = shapes.SenderShape.of(sender), direct_mail.senders.deletions_left()
    unknown = _unknown(direct_mail, Figure.SENDER_DETAILS)
    document = shapes.SenderAnswer(sender=shape, deletions_left=left, unknown=unknown)
    return Answer(document, [*lines, *unknown_lines(unknown)])


def _warn_of_review(template: Template) -> None:
    """Say once that a reviewer may reject it; advice alone is kept for `templates check`."""
    for doubt in content_doubts(template.content):
        warn(doubt)
    rules = [finding for finding in review_template(template.content) if finding.weight is Weight.RULE]
    if rules:
        values = {"findings": "; ".join(map(str, rules[:2])), "template": template.name}
        warn(fill_sentence(MAY_BE_REJECTED, values))


def _template_answer(direct_mail: DirectMail, template: Template) -> Answer:
    lines = [f"{template.name} ({template.status}, {_last_change(template)})", f"subject  {template.subject}"]
    if template.reason:
        lines.append(f"reason   {template.reason}")
    if template.status is TemplateStatus.DRAFT:
        lines.append(f"Submit it for review: dm-tui templates submit {shell_word(template.name)}")
    unknown = _unknown(direct_mail, Figure.TEMPLATE_DETAILS)
    undated = shapes.unknown_template_dates([template])
    document = shapes.TemplateAnswer(
        template=shapes.TemplateShape.take(template), unknown=(*unknown, *undated)
    )
    return Answer(document, [*lines, *unknown_lines(unknown)])


def _last_change(template: Template) -> str:
    return show_known_instant(template.reviewed_at or template.submitted_at or template.created_at)


def _unknown(direct_mail: DirectMail, *figures: Figure) -> tuple[UnknownFigure, ...]:
    return direct_mail.prerequisites.account().unknown_of(*figures)
