"""The installation, its files, and backups."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from dm_tui.cli.exit_codes import UNSOUND
from dm_tui.cli.output import Answer, warn
from dm_tui.domain.command_words import fill_sentence, shell_word
from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.upkeep.wording import (
    ASIDE_STILL_UNREADABLE,
    BUNDLE_NOT_CONFIRMED,
    BUNDLE_NOT_CONFIRMED_IN_A_PIPE,
    BUNDLE_QUESTION,
    BUNDLE_WRITTEN,
    NO_PROFILES,
    TAKE_ASIDE,
    TAKE_BACKUP,
)
from dm_tui.lines.table import table
from dm_tui.services.account.provider_choice import choose_account
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transport_choice import outbox_path
from dm_tui.services.upkeep.docs_folder import find_docs
from dm_tui.services.upkeep.doctor import Check
from dm_tui.services.upkeep.json_shapes import (
    AsidesAnswer,
    AsideShape,
    BackupAnswer,
    BundleAnswer,
    DoctorAnswer,
    PathsAnswer,
    ProfilesAnswer,
    ProfileShape,
    RestoreAnswer,
)
from dm_tui.settings.places import parse_path, settings_path
from dm_tui.settings.profiles import profile_name
from dm_tui.settings.values import settings_file


def doctor(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Checks the installation and the books."""
    checks = direct_mail.doctor.examine()
    if args.bundle is not None:
        return _bundle(direct_mail, parse_path(args.bundle), checks, as_json=args.json, yes=args.yes)
    lines = [f"{'ok ' if check.ok else 'BAD'}  {check.title}: {check.detail}" for check in checks]
    code = 0 if all(check.ok for check in checks) else UNSOUND
    return Answer(DoctorAnswer(checks=checks), lines, code=code)


def _bundle(
    direct_mail: DirectMail, path: Path, checks: Sequence[Check], *, as_json: bool, yes: bool
) -> Answer:
    """Show what would be attached to a report, ask, and write it."""
    from dm_tui.services.upkeep.bundle import bundle_lines, write_bundle

    lines = bundle_lines(direct_mail.state_path, direct_mail.provider.name, checks, datetime.now(UTC))
    if not yes:
        if as_json or not sys.stdin.isatty():
            raise BUNDLE_NOT_CONFIRMED_IN_A_PIPE()
        for line in lines:
            warn(line)
        warn(BUNDLE_QUESTION.format(path=path))
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise BUNDLE_NOT_CONFIRMED()
    write_bundle(path, lines)
    shown = lines if yes else []
    written = BUNDLE_WRITTEN.format(path=path)
    return Answer(BundleAnswer(file=str(path), lines=tuple(lines)), [*shown, written])


def backup(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Writes everything to one file and reads it back."""
    written = direct_mail.backups.write(parse_path(args.file))
    lines = [f"{show_count(written.documents, 'document')} in {written.path}, read back and identical."]
    return Answer(BackupAnswer(file=str(written.path), documents=written.documents), lines)


def restore(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Restores everything from a backup, after a backup of the present state; lists what was set aside."""
    if args.file is None:
        return _list_asides(direct_mail, seen=args.seen)
    read, before, cancelled = direct_mail.backups.restore(parse_path(args.file))
    lines = [f"{show_count(read.documents, 'document')} from {read.path}: everything is as it was then."]
    lines += [
        f"Mailing {id} is cancelled: it is not known how much of it was sent after the backup."
        for id in cancelled
    ]
    if before is not None:
        lines.append(f"To return to the state before: dm-tui restore {shell_word(str(before.path))}")
    else:
        lines.append("Reminders sent after the backup are not known here: one may be sent again.")
    document = RestoreAnswer(
        file=str(read.path),
        documents=read.documents,
        before=None if before is None else str(before.path),
        cancelled_mailings=cancelled,
    )
    return Answer(document, lines)


def _list_asides(direct_mail: DirectMail, *, seen: bool) -> Answer:
    if seen:
        direct_mail.state.mark_asides_seen()
    shapes, lines = [], []
    for aside in direct_mail.state.list_asides():
        shape = AsideShape(file=str(aside.path), kind=aside.kind, notice=aside.notice, seen=aside.seen)
        shapes.append(shape)
        lines += [aside.notice, f"  {_what_to_do(direct_mail, aside.path)}"]
    backup = direct_mail.backups.find_backup_beside()
    if backup is not None:
        lines.append(fill_sentence(TAKE_BACKUP, {"path": backup}))
    elif not shapes:
        lines.append("Nothing was set aside.")
    if not all(shape.seen for shape in shapes):
        lines.append("Once you have checked them: dm-tui restore --seen. The files stay.")
    document = AsidesAnswer(set_aside=tuple(shapes), backup=None if backup is None else str(backup))
    return Answer(document, lines)


def _what_to_do(direct_mail: DirectMail, aside: Path) -> str:
    """Return the command that takes what was set aside, if it can be read."""
    try:
        direct_mail.state.read_aside(aside)
    except DirectMailError:
        return ASIDE_STILL_UNREADABLE
    return fill_sentence(TAKE_ASIDE, {"path": aside})


def profiles(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Lists the profiles."""
    shapes = tuple(map(_profile, settings_file().profiles))
    answer = ProfilesAnswer(profiles=shapes, settings=str(settings_path()))
    rows = [
        (
            f"{profile.name}{' (in use)' if profile.in_use else ''}",
            profile.provider,
            profile.credentials or "default",
            profile.region or "as left",
            profile.state,
        )
        for profile in shapes
    ]
    heads = ("profile", "provider", "credentials", "region", "state file")
    return Answer(answer, table(heads, rows, empty=NO_PROFILES.format(path=settings_path())))


def _profile(name: str) -> ProfileShape:
    values = settings_file().profiles[name]
    choice = choose_account(None, None, profile=name)
    return ProfileShape(
        name=name,
        provider=choice.provider,
        credentials=values.get("credentials", ""),
        region=choice.region,
        state=str(choice.path),
        in_use=name == profile_name(),
    )


def paths(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Where the files are."""
    state: Path = direct_mail.state_path
    answer = PathsAnswer(
        state=str(state),
        backup=f"{state}.bak",
        lock=f"{state}.lock",
        mailings=f"{state}.mailings",
        lists=f"{state}.lists",
        suppressed=f"{state}.suppressed",
        outbox=str(outbox_path(state)),
        settings=str(direct_mail.reminders.choices.file),
        docs=str(docs) if (docs := find_docs()) is not None else None,
    )
    return Answer(
        answer, [f"{name:<11}{where}" for name, where in answer.model_dump(exclude_none=True).items()]
    )
