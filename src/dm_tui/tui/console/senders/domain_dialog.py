"""One domain: the DNS records to publish, copying them, verifying them, and removing the domain."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import OptionList

from dm_tui.domain.setup.dns_record import DnsRecord, RecordKind
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.zone_file import zone_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.senders.setup_previews import domain_head, record_state
from dm_tui.tui.console.shared.setup_status import name_in_full
from dm_tui.tui.dialogs.item_dialog import ItemDialog
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, hanging_fact, lines, muted, text, warning
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice
from dm_tui.tui.widgets.menu import Menu
from dm_tui.tui.widgets.text_block import TextBlock


class RecordMenu(Menu):
    """The highlighted row has one colour: in a terminal without colours its parts would be unreadable."""

    def _prompt(self, row: Choice, chosen: bool) -> Content:
        return super()._prompt(Choice(row.id, text(row.label.plain)) if chosen else row, chosen)


class RecordDetail(VerticalScroll):
    """One record in full. In a window too small for the dialog, scrolling it brings it into view."""

    def on_focus(self) -> None:
        """Come into view at once: Textual takes a moment for it."""
        self._come_into_view()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Come into view: following the cursor in the list may have scrolled away."""
        super().watch_scroll_y(old_value, new_value)
        self._come_into_view()

    def _come_into_view(self) -> None:
        """Scroll at once: later, the focus may have moved on to a button."""
        if self.has_focus:
            self.scroll_visible(animate=False, immediate=True)


class DomainDialog(ItemDialog[None]):
    """The highlighted record is shown in full below the list; Enter copies its value."""

    BINDINGS = [
        Binding("c", "copy", "Copy value", id="domain.copy", show=False),
        Binding("h", "copy_name", "Copy name", id="domain.copy-name", show=False),
        Binding("a", "copy_all", "Copy all", id="domain.copy-all", show=False),
        Binding("y", "check", "Verify", id="domain.check", show=False),
        Binding("d", "look_up", "Ask DNS", id="domain.look-up", show=False),
    ]
    DEFAULT_CSS = """
    DomainDialog {
        & #item { height: 96%; max-height: 28; }
        & #records { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
        & #record { height: 1fr; min-height: 4; margin-top: 1; scrollbar-size-vertical: 1; }
    }
    DomainDialog.-short #record { margin-top: 0; }
    """
    hint = "Enter copies the value  h the name"

    def __init__(self, direct_mail: DirectMail, domain: MailDomain) -> None:
        super().__init__(direct_mail, "domain")
        self._domain = domain
        self._shown_kind: RecordKind | None = None

    def details(self) -> ComposeResult:
        yield RecordMenu(id="records")
        with RecordDetail(id="record"):
            yield TextBlock(id="record-text")

    def buttons(self) -> Iterable[Iterable[ActionButton]]:
        """Return two rows of three, which fit a window of 40 columns."""
        return (
            (
                ActionButton("Close", id="close"),
                ActionButton("Ask DNS", id="look-up"),
                ActionButton("Copy all", id="copy-all"),
            ),
            (
                ActionButton("Copy", id="copy"),
                ActionButton("Remove …", id="remove"),
                ActionButton("Verify", id="check", primary=True),
            ),
        )

    def begin(self) -> None:
        """Begin at the first missing record."""
        missing = next((record for record in self._domain.records if record.missing), None)
        if missing is not None:
            self._show_records(missing.kind)
        self.query_one(RecordMenu).focus(scroll_visible=False)

    def show(self) -> None:
        head = domain_head(self.direct_mail, self._domain, self.facts_width)
        self.query_one("#item-facts", TextBlock).update(lines(head))
        self._show_records(self.query_one(RecordMenu).chosen)
        for id in ("check", "look-up", "remove"):
            self.query_one(f"#{id}").disabled = self.busy

    def _show_records(self, chosen: str | None) -> None:
        kinds = {record.kind: record for record in self._domain.records}  # a file may repeat a kind
        rows = [Choice(kind, _row(record)) for kind, record in kinds.items()]
        self.query_one(RecordMenu).show(rows, chosen)
        self._show_record()

    @property
    def _record(self) -> DnsRecord | None:
        kind = self.query_one(RecordMenu).chosen
        return next((record for record in self._domain.records if record.kind == kind), None)

    @on(OptionList.OptionHighlighted)
    def _show_record(self) -> None:
        record = self._record
        self.query_one("#record-text", TextBlock).update(
            _record_detail(record, self.facts_width - 1) if record else ""
        )
        kind = record.kind if record is not None else None
        if kind != self._shown_kind:  # the same record keeps its scroll position
            self._shown_kind = kind
            self.query_one("#record").scroll_home(animate=False, immediate=True)
        self.place_later(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        """Scroll a small window to the row under the cursor, unless the focus has moved on."""
        records = self.query_one(RecordMenu)
        if not self.is_current or self.focused not in (None, records):
            return
        row = Region(0, records.virtual_region.y + (records.highlighted or 0), 1, 1)
        self.query_one("#item").scroll_to_region(row, animate=False, immediate=True)

    # Copying

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_copy()

    def action_copy(self) -> None:
        """Copy the value of the record under the cursor."""
        if record := self._record:
            self._copy(record.value, f"The value of the {record.kind.label} record is")

    def action_copy_name(self) -> None:
        """Copy the name of the record under the cursor."""
        if record := self._record:
            self._copy(record.name, f"The name of the {record.kind.label} record is")

    def action_copy_all(self) -> None:
        """Copy all records as lines of a zone file."""
        self._copy("\n".join(zone_lines(self._domain)), "All records, as lines of a zone file, are")

    def _copy(self, copied: str, what: str) -> None:
        self.copy(copied, what)

    # Asking

    def action_check(self) -> None:
        """Ask the service to look for the records."""
        self._ask("Verifying", dns=False)

    def action_look_up(self) -> None:
        """Look for the records in DNS."""
        self._ask("Asking DNS", dns=True)

    def _ask(self, doing: str, *, dns: bool) -> None:
        name = self._domain.name
        self.start(doing, lambda: self.direct_mail.domains.verify(name, dns=dns), self._show_verification)

    def _show_verification(self, domain: MailDomain) -> Content:
        self._domain = domain
        notes = {record.note for record in domain.records}
        same = notes.pop() if len(notes) == 1 else ""  # such as: no name server answered
        if domain.verified and not same:
            return text(
                (f"{MARKS.done} {domain.readable} is verified: ", "bold $success"), "you can send from it."
            )
        if domain.verified:
            return warning(f"{domain.readable} is still verified, but {same}.")
        missing = ", ".join(record.kind.label for record in domain.records if record.missing)
        why = same or (f"missing: {missing}" if missing else "not every record was looked up")
        return lines(
            [
                warning(f"{domain.readable} is not verified, {why}."),
                muted("A record published just now may take hours to appear."),
            ]
        )

    # Removing

    def action_remove(self) -> None:
        """Ask, then remove the domain."""
        name = self._domain.name
        question = Question(
            "remove-domain",
            f"Remove {name_in_full(name)}?",
            ["Nothing can be sent from it afterwards. You can delete its DNS records."],
            AnswerButton("remove-it", "Remove"),
            AnswerButton("keep-it", "Keep"),
        )
        self.ask_to_remove(
            question, lambda: self.direct_mail.domains.remove(name), f"{self._domain.readable} is removed."
        )


def _row(record: DnsRecord) -> Content:
    state, style = record_state(record)
    return text((f"{state:<13}", style), f"{record.kind.label:<10}{record.type:<6}", (record.name, "$muted"))


def _record_detail(record: DnsRecord, width: int) -> Content:
    needed = "needed" if record.kind.needed else "recommended"
    rows: list[Part] = [
        text((record.kind.label, "bold"), f" {record.kind.purpose} {MARKS.dot} {needed}"),
        hanging_fact("Name", record.readable_name, width, 6),
        hanging_fact("Value", record.value, width, 6),
    ]
    if record.found:
        rows.append(hanging_fact("Found", record.found, width, 6))
    if record.note:
        rows.append(warning(f"{record.note}.", width=width))
    return lines(rows)
