"""The commands on the list of addresses that get no mail."""

from argparse import Namespace
from collections.abc import Iterable
from functools import partial

from dm_tui.cli.answer_limits import FEW_PROBLEMS, MOST_LISTED
from dm_tui.cli.ask_with_progress import ask_with_progress
from dm_tui.cli.exit_codes import UNREADABLE
from dm_tui.cli.output import Answer
from dm_tui.cli.requested_recipients import reading_of
from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date
from dm_tui.domain.lazy_list import LazyList
from dm_tui.domain.mailing import suppressed_wording as wording
from dm_tui.domain.mailing.suppressed import SuppressedAddress, SuppressionReason, list_words
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import (
    SuppressedAnswer,
    SuppressedChangeAnswer,
    SuppressedRepairAnswer,
    SuppressedShape,
)
from dm_tui.services.mailing.suppression_list import AddResult
from dm_tui.services.overview.export import csv_lines
from dm_tui.settings.places import expand_user_path


def suppressed(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Who gets no mail, and why."""
    reason = SuppressionReason(args.reason) if args.reason else None
    if args.service:
        return _service_answer(direct_mail, args, reason)
    entries = direct_mail.suppressed.entries(args.search, reason, args.source)
    total = len(entries)
    empty = wording.NOBODY_MATCHES.format(search=args.search) if args.search else wording.NOBODY_ON_LIST
    lines = table(
        ("address", "reason", "since", "until", "source"),
        [_row(entry) for entry in entries[:MOST_LISTED]],
        "",
        empty,
    )
    if total > MOST_LISTED:
        lines.append(wording.MORE_LISTED.format(more=total - MOST_LISTED))
    if total:
        lines.append(list_words(total))
    if direct_mail.facts.vendor_meters:
        lines.append(wording.SERVICE_HAS_LISTS.format(vendor=direct_mail.facts.vendor_name))
    return Answer(SuppressedAnswer(suppressed=_shapes(entries) if args.json else ()), lines)


def _service_answer(direct_mail: DirectMail, args: Namespace, reason: SuppressionReason | None) -> Answer:
    """Return the service's own lists, read now."""
    vendor = direct_mail.facts.vendor_name
    lists = ask_with_progress(direct_mail.suppressed.read_service, vendor)
    entries = [
        entry
        for entry in lists.entries
        if args.search.lower() in f"{entry.address} {entry.words}".lower()
        and entry.reason is (reason or entry.reason)
    ]
    empty = wording.NOBODY_AT_SERVICE.format(vendor=vendor)
    lines = table(("address", "reason", "since", "of"), [_service_row(entry) for entry in entries], "", empty)
    lines += [f"! {sentence}" for sentence in lists.unread]
    return Answer(SuppressedAnswer(suppressed=_shapes(entries), unread=lists.unread), lines)


def suppressed_add(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Puts addresses on the list."""
    return _added_answer(direct_mail.suppressed.add(args.address, SuppressionReason(args.reason)))


def suppressed_remove(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Takes addresses off the list, or all that a mailing or a file put there, or off the service's lists."""
    if args.service and args.address and not args.source:
        lift = direct_mail.suppressed.lift_at_service
        vendor = direct_mail.facts.vendor_name
        lifted = [ask_with_progress(partial(lift, address), vendor) for address in args.address]
        line = wording.LIFTED.format(addresses=show_count(len(lifted), "address"), vendor=vendor)
        return Answer(SuppressedChangeAnswer(lifted=tuple(lifted)), [line])
    if bool(args.address) == bool(args.source):
        raise wording.REMOVE_WHOM()
    if args.source:
        removed = direct_mail.suppressed.remove_from(args.source)
    else:
        removed = direct_mail.suppressed.remove(args.address)
    line = wording.REMOVED.format(addresses=show_count(len(removed), "address"))
    return Answer(SuppressedChangeAnswer(removed=_shapes(removed)), [line])


def suppressed_import(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Adds the addresses in a file."""
    if bool(args.file) == args.service:
        raise wording.FILE_OR_SERVICE()
    if args.service:
        vendor = direct_mail.facts.vendor_name
        result, lists = ask_with_progress(direct_mail.suppressed.take_in_service, vendor)
        answer = _added_answer(result)
        domains = len(lists.entries) - len(result.added) - result.already
        notes = [wording.NOT_AN_ADDRESS.format(count=domains)] if domains else []
        return answer._replace(lines=[*answer.lines, *(f"! {note}" for note in (*lists.unread, *notes))])
    path = expand_user_path(args.file)
    reason = SuppressionReason(args.reason) if args.reason else None
    result = direct_mail.suppressed.import_file(path, reason, reading_of(args))
    answer = _added_answer(result)
    if result.added or result.already or not result.problems_total:
        return answer
    return answer._replace(code=UNREADABLE, error=wording.FILE_WITHOUT_ADDRESSES(path=path))


def suppressed_export(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The list as a spreadsheet, or as JSON."""
    args.json = args.json or args.format == "json"
    shapes = _shapes(direct_mail.suppressed.entries())
    lines = [] if args.json else csv_lines(SuppressedShape, shapes)
    return Answer(SuppressedAnswer(suppressed=shapes), lines, data=True)


def suppressed_repair(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Keeps what can be read of a damaged list."""
    repaired = direct_mail.suppressed.repair()
    if repaired is None:
        left = len(direct_mail.suppressed.entries())
        line = wording.NOTHING_DAMAGED.format(addresses=show_count(left, "address"))
        return Answer(SuppressedRepairAnswer(addresses=left, damaged=None), [line])
    left, path = repaired
    if path is None:
        return Answer(SuppressedRepairAnswer(addresses=left, damaged=None), [wording.LIST_BEGUN_ANEW])
    line = wording.REPAIRED.format(addresses=show_count(left, "address"), path=path)
    return Answer(SuppressedRepairAnswer(addresses=left, damaged=str(path)), [line])


def _added_answer(result: AddResult) -> Answer:
    lines = [result.read_as] if result.read_as else []
    if result.added:
        lines.append(wording.ADDED.format(addresses=show_count(len(result.added), "address")))
    if result.already:
        lines.append(wording.ALREADY_ON_LIST.format(addresses=show_count(result.already, "address")))
    for problem in result.problems[:FEW_PROBLEMS]:
        lines.append(f"! {wording.NOT_READ.format(line=problem.line, problem=problem.message)}")
    if result.problems_total > FEW_PROBLEMS:
        lines.append(f"! {wording.MORE_NOT_READ.format(more=result.problems_total - FEW_PROBLEMS)}")
    document = SuppressedChangeAnswer(
        added=_shapes(result.added),
        already=result.already,
        problems=result.problems,
        problems_total=result.problems_total,
        read_as=result.read_as,
    )
    return Answer(document, lines)


def _row(entry: SuppressedAddress) -> tuple[str, ...]:
    until = show_date(entry.until) if entry.until else "for good"
    return entry.address, entry.reason, _since(entry), until, entry.source


def _service_row(entry: SuppressedAddress) -> tuple[str, ...]:
    return entry.address, entry.reason, _since(entry), entry.words


def _since(entry: SuppressedAddress) -> str:
    return show_date(entry.since) if entry.since else NOT_KNOWN


def _shapes(
    entries: LazyList[SuppressedAddress] | Iterable[SuppressedAddress],
) -> tuple[SuppressedShape, ...]:
    return tuple(map(SuppressedShape.take, entries))
