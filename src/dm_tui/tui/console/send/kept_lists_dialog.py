"""The lists of recipients that are kept: choose one, or keep the file that is read now."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date
from dm_tui.domain.mailing.recipients.kept_list import MAX_LIST_NAME, KeptList
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.audience import RecipientFile
from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.dialogs.form import Form, TextField
from dm_tui.tui.screen_text import lines, muted, text
from dm_tui.tui.toasts import toast
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.text_block import TextBlock

_NONE = "No saved lists yet. Read a file of recipients, then save it as a list."


class ListsDialog(Dialog[KeptList]):
    """Returns the list that is chosen, None when it is closed; `source` is the file that is read now."""

    DEFAULT_CSS = """
    ListsDialog {
        & .dialog-box { padding: 0 2; }
        & Choices { margin: 1 0; max-height: 10; }
        & .dialog-actions { margin-top: 0; }
    }
    """
    prefix = "lists"

    def __init__(
        self, direct_mail: DirectMail, kept: Sequence[KeptList], source: RecipientFile | None
    ) -> None:
        super().__init__(id="lists")
        self._direct_mail = direct_mail
        self._kept = kept
        self._source = source

    def body(self) -> ComposeResult:
        rows = [] if self._kept else [muted(_NONE)]
        yield TextBlock(lines([("Lists of recipients", "bold"), *rows]))
        yield Choices(id="lists-which")

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        if self._source is not None:
            yield ActionButton("Save as list …", id="keep", primary=True)

    def begin(self) -> None:
        """List them by name."""
        choices = self.query_one(Choices)
        choices.show([Choice(f"list-{number}", _row(kept)) for number, kept in enumerate(self._kept)], None)
        choices.display = bool(self._kept)
        (choices if self._kept else self.query_one("#close")).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.dismiss(self._kept[int(event.option_id.removeprefix("list-"))])

    def action_keep(self) -> None:
        """Ask for a name, and keep the file under it."""
        if self._source is not None:
            self.app.push_screen(_keep_form(self._direct_mail, self._source), self._keep_done)

    def _keep_done(self, kept: KeptList | None) -> None:
        if kept is not None:
            toast(self.app, f"List “{kept.name}” is saved: {show_count(kept.count, 'recipient')}.")
            self.action_close()


def _keep_form(direct_mail: DirectMail, source: RecipientFile) -> Form[KeptList]:
    def keep(values: Mapping[str, str]) -> KeptList:
        return direct_mail.recipient_lists.save_file(values["list-name"], source.path, source.reading)

    stem = Path(source.path).stem[:MAX_LIST_NAME]
    return Form(
        "keep-list",
        "Save the recipients of this file as a list",
        ["All its columns are saved, in a file beside the state file that only you can read."],
        [TextField("list-name", "Name", "customers", stem, MAX_LIST_NAME)],
        "Keep",
        keep,
    )


def _row(kept: KeptList) -> Content:
    more = f"  {show_count(kept.count, 'recipient')}, {show_date(kept.kept_at)}, {kept.source}"
    return text((kept.name, "bold"), (more, "$muted"))
