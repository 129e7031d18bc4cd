"""The commands on saved lists of recipients."""

from argparse import Namespace
from pathlib import Path

from dm_tui.cli.mailing_answers import warning_lines
from dm_tui.cli.output import Answer
from dm_tui.cli.requested_recipients import RequestedRecipients, reading_of
from dm_tui.domain.command_words import shell_word
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.recipients.kept_list import KeptList, parse_list_name
from dm_tui.domain.mailing.recipients.recipients_wording import DAMAGED_LIST
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import KeptListAnswer, KeptListsAnswer
from dm_tui.services.mailing.recipient_lists import all_columns, kept_columns
from dm_tui.settings.places import expand_user_path


def lists(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Every kept list of recipients."""
    kept, damaged = direct_mail.recipient_lists.all(), tuple(direct_mail.recipient_lists.damaged_names())
    rows = [
        (each.name, f"{each.count:,}", show_instant(each.kept_at), each.source, ", ".join(each.columns))
        for each in kept
    ]
    empty = "No saved lists yet. Save one: dm-tui lists add customers --recipients people.csv"
    lines = table(("list", "recipients", "kept", "from", "columns"), rows, "1", empty)
    lines = [*lines, *(f"! {DAMAGED_LIST.format(name=name)}" for name in damaged)]
    return Answer(KeptListsAnswer(lists=tuple(kept), damaged=damaged), lines)


def lists_add(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Keeps the recipients in a file as a list."""
    parse_list_name(args.name)
    path = expand_user_path(args.recipients)
    people = RequestedRecipients(all_columns(path, reading_of(args)), args)
    people.confirm_encoding()
    columns = kept_columns(people.file.columns) if people.file is not None else ()
    kept = direct_mail.recipient_lists.save(args.name, columns, people, Path(path).name, replace=args.replace)
    answer = _answer(kept)
    return answer._replace(lines=[*answer.lines, *warning_lines((), people.bad_rows)])


def lists_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One list."""
    return _answer(direct_mail.recipient_lists.show(args.name))


def lists_remove(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Removes a list."""
    kept = direct_mail.recipient_lists.remove(args.name)
    return Answer(KeptListAnswer(list=kept), [f"List “{kept.name}” is removed."])


def _answer(kept: KeptList) -> Answer:
    lines = [
        f"List “{kept.name}”: {show_count(kept.count, 'recipient')}",
        f"Columns: {', '.join(kept.columns)}",
        f"Saved {show_instant(kept.kept_at)} from {kept.source}",
        f"Send to it: dm-tui send --list {shell_word(kept.name)} …",
    ]
    return Answer(KeptListAnswer(list=kept), lines)
