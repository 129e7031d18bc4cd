"""The lists of who gets no mail, on the Send tab: yours, and on a real account the service's beside it."""

from collections.abc import Mapping
from enum import StrEnum

from textual import work

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.suppressed_wording import NOT_ON_LIST
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.suppression_list import AddResult
from dm_tui.tui.background import READING_FAULT, Failure, run_in_thread
from dm_tui.tui.console.lists.list_spec import ListSpec
from dm_tui.tui.console.lists.list_tab import SwitchingListTab
from dm_tui.tui.console.send.suppressed_at_service import (
    ServiceListReading,
    service_list_spec,
    take_in_question,
)
from dm_tui.tui.console.send.suppressed_forms import add_form, import_form, result_words
from dm_tui.tui.console.send.suppressed_list import find_entry, suppressed_list_spec
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.view_switcher import ViewLabel


class SendListKind(StrEnum):
    """The lists of the tab."""

    MAILINGS = "mailings"
    OUTBOX = "outbox"
    SUPPRESSED = "suppressed"
    SERVICE = "service"


NEW_LABELS = {SendListKind.SUPPRESSED: "Add address", SendListKind.SERVICE: "Take all in"}
"""What the button of the tab does on these lists."""


class NoMailViews(SwitchingListTab[SendListKind]):
    """A tab with other lists, to which these are added."""

    def __init__(self, direct_mail: DirectMail, specs: Mapping[SendListKind, ListSpec], *, id: str) -> None:
        self._service = ServiceListReading()
        more = {SendListKind.SUPPRESSED: suppressed_list_spec(direct_mail)}
        if direct_mail.facts.sends_mail:
            more[SendListKind.SERVICE] = service_list_spec(self._service)
        super().__init__(direct_mail, {**specs, **more}, id=id)

    def no_mail_labels(self) -> dict[SendListKind, ViewLabel]:
        """Return the names of the lists, and how many are on yours."""
        listed = ViewLabel(SendListKind.SUPPRESSED, "Who gets no mail", "No mail", self._listed_words())
        service = ViewLabel(SendListKind.SERVICE, "The service's lists", "Service")
        return {SendListKind.SUPPRESSED: listed, SendListKind.SERVICE: service}

    def opens_no_mail(self, row: str) -> bool:
        """Open an entry where one of these lists is shown, and say whether that is so."""
        if self._kind is SendListKind.SUPPRESSED:
            self._open_suppressed(row)
        elif self._kind is SendListKind.SERVICE:
            from dm_tui.tui.console.send.suppressed_dialog import SuppressedDialog

            entry = self._service.entry(row)
            self.app.push_screen(
                SuppressedDialog(self.direct_mail, entry, at_service=True), self._read_service_again
            )
        return self._kind in NEW_LABELS

    def adds_no_mail(self) -> bool:
        """Add to your list where one of these lists is shown, and say whether that is so."""
        if self._kind is SendListKind.SUPPRESSED:
            self.app.push_screen(add_form(self.direct_mail), self._suppressed_changed)
        elif self._kind is SendListKind.SERVICE:
            self.app.push_screen(take_in_question(), self._take_in)
        return self._kind in NEW_LABELS

    def _switch_list(self, kind: SendListKind) -> None:
        super()._switch_list(kind)
        if kind is SendListKind.SERVICE:
            self._read_service()

    @work(group="service-lists", exclusive=True)
    async def _read_service(self) -> None:
        read = self.direct_mail.suppressed.read_service
        result = await run_in_thread(read, fault=READING_FAULT, abandonable=True)
        self._service.keep(result.words if isinstance(result, Failure) else result)
        if self.is_attached and self._kind is SendListKind.SERVICE:
            self._list.reload()
            new, rows = self.query_one("#new"), self._list.default_focus
            if rows is not None and self.screen.focused is new:
                rows.focus()  # there were none yet when the list was chosen

    @work(group="service-lists", exclusive=True)
    async def _take_in_service(self) -> None:
        result = await run_in_thread(self.direct_mail.suppressed.take_in_service, fault=READING_FAULT)
        if self.is_attached:
            if isinstance(result, Failure):
                toast(self.app, result.words, serious=True)
            else:
                self._suppressed_changed(result[0])

    def _listed_words(self) -> str:
        try:
            return f"({len(self.direct_mail.suppressed.entries()):,})"
        except DirectMailError:  # the list itself says why it cannot be read
            return "(?)"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer the import where there is something to import to."""
        return action != "import" or self._kind is SendListKind.SUPPRESSED

    def _read_service_again(self, result: object) -> None:
        self._read_service()

    def _open_suppressed(self, address: str) -> None:
        from dm_tui.tui.console.send.suppressed_dialog import SuppressedDialog

        if (entry := find_entry(self.direct_mail, address)) is None:
            raise NOT_ON_LIST(address=address)
        self.app.push_screen(SuppressedDialog(self.direct_mail, entry), self._suppressed_changed)

    def action_import(self) -> None:
        """Import who gets no mail."""
        if self._kind is SendListKind.SUPPRESSED:
            self.app.push_screen(import_form(self.direct_mail), self._suppressed_changed)

    def _take_in(self, really: bool | None) -> None:
        if really:
            self._take_in_service()

    def _suppressed_changed(self, result: AddResult | None) -> None:
        with toast_errors(self.app):
            if result is not None:
                toast(self.app, result_words(result))
            self.name_views()
            self._list.reload()
