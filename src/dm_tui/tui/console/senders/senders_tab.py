"""Senders: the domains, sender addresses and templates from which mail is made."""

from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button

from dm_tui.domain.setup.content import Content
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.template import require_room
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.lists.list_view import Listing
from dm_tui.tui.console.senders.domain_dialog import DomainDialog
from dm_tui.tui.console.senders.forms import domain_form, sender_form
from dm_tui.tui.console.senders.lists import domain_sheet, sender_sheet, template_sheet
from dm_tui.tui.console.senders.sender_dialog import SenderDialog
from dm_tui.tui.console.senders.template_dialog import OPEN, TemplateDialog, Writing
from dm_tui.tui.console.shared.tab import Face
from dm_tui.tui.toasts import tell, told
from dm_tui.tui.widgets.action import Action
from dm_tui.tui.widgets.views import View, Views

ROOMY = 76
"""Columns from which the button says what it makes."""


class Kind(StrEnum):
    """What the list shows."""

    DOMAINS = "domains"
    SENDERS = "senders"
    TEMPLATES = "templates"


_NEW = {Kind.DOMAINS: "domain", Kind.SENDERS: "address", Kind.TEMPLATES: "template"}


class Senders(Face):
    """One list of three; opened where there is something to do before anything can be sent."""

    DEFAULT_CSS = """
    Senders {
        & #senders-head { height: 1; margin-bottom: 1; }
        & #senders-head > Action { margin-left: 1; }
    }
    .-short Senders #senders-head { margin-bottom: 0; }
    """
    SCOPED_CSS = False
    BINDINGS = [
        Binding("n", "new", "New", id="senders.new", tooltip="A domain, an address or a template"),
        Binding("v", "view", "View", id="senders.view", tooltip="Domains, addresses or templates"),
    ]

    def __init__(self, mail: DirectMail) -> None:
        super().__init__(mail)
        self._kind = Kind.DOMAINS
        self._sheets = {
            Kind.DOMAINS: domain_sheet(mail),
            Kind.SENDERS: sender_sheet(mail),
            Kind.TEMPLATES: template_sheet(mail),
        }
        self._list = Listing(mail, self._sheets[self._kind], id="senders-table")

    def compose(self) -> ComposeResult:
        """Yield which list is shown, what can be added to it, and the list."""
        with Horizontal(id="senders-head"):
            yield Views(id="senders-views")
            yield Action("New", id="new")
        yield self._list

    def enter(self) -> None:
        """Show what has to be done next, if anything has."""
        with told(self.app):
            if not any(one.verified for one in self.mail.domains.list()):
                self._turn_to(Kind.DOMAINS)
            elif not self.mail.senders.list():
                self._turn_to(Kind.SENDERS)

    def look(self, view: Overview) -> None:
        """Read the rows."""
        self._name_views()
        self._list.look()

    @property
    def home(self) -> Widget | None:
        """The rows; without any, the button that adds the first."""
        return self._list.home or self.query_one("#new")

    def on_resize(self) -> None:
        """Name the button for the room there is."""
        self._name_button()

    # Which list

    def _turn_to(self, kind: Kind) -> None:
        if kind is not self._kind:
            self._kind = kind
            self._name_views()
            self._list.turn_to(self._sheets[kind])

    def _name_views(self) -> None:
        counts = (
            len(self.mail.domains.list()),
            len(self.mail.senders.list()),
            len(self.mail.templates.kept()),
        )
        names = (("Domains", ""), ("Sender addresses", "Addresses"), ("Templates", ""))
        views = self.query_one(Views)
        views.views = tuple(
            View(kind, *name, f"({count})")
            for kind, name, count in zip(Kind, names, counts, strict=True)
        )
        views.shown = self._kind
        self._name_button()

    def _name_button(self) -> None:
        roomy = self.app.size.width >= ROOMY
        named = f"New {_NEW[self._kind]}" if roomy else "New"
        if self._kind is Kind.TEMPLATES and not self.mail.templates.unsaved().empty:
            named = "Go on writing" if roomy else "Go on"
        self.query_one("#new", Action).rename(named)

    @on(Views.Wanted)
    def _wanted(self, event: Views.Wanted) -> None:
        event.stop()
        self._change_to(Kind(event.view))

    def action_view(self) -> None:
        """Show the next list."""
        self._change_to(Kind(self.query_one(Views).next()))

    def _change_to(self, kind: Kind) -> None:
        with told(self.app):
            self._turn_to(kind)
            home = self.home
            if home is not None:
                home.focus()

    # Opening

    @on(Listing.Opened)
    def _open(self, event: Listing.Opened) -> None:
        event.stop()
        with told(self.app):
            match self._kind:
                case Kind.DOMAINS:
                    self._show_domain(self.mail.domains.show(event.row))
                case Kind.SENDERS:
                    sender = self.mail.senders.show(event.row)
                    self.app.push_screen(SenderDialog(self.mail, sender))
                case Kind.TEMPLATES:
                    kept = {one.name: one for one in self.mail.templates.kept()}
                    if event.row in kept:
                        dialog = TemplateDialog(self.mail, kept[event.row])
                        self.app.push_screen(dialog, self._write)

    def _show_domain(self, domain: MailDomain) -> None:
        self.app.push_screen(DomainDialog(self.mail, domain))

    # Adding

    @on(Button.Pressed, "#new")
    def _new_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_new()

    def action_new(self) -> None:
        """Add one to the list that is shown."""
        with told(self.app):
            match self._kind:
                case Kind.DOMAINS:
                    self.app.push_screen(domain_form(self.mail), self._domain_added)
                case Kind.SENDERS:
                    self.app.push_screen(sender_form(self.mail), self._sender_added)
                case Kind.TEMPLATES:
                    if self.mail.templates.unsaved().empty:
                        require_room(len(self.mail.templates.kept()))
                    self._write(Writing(Content(subject="")))

    def _domain_added(self, domain: MailDomain | None) -> None:
        if domain is not None:
            self._show_domain(domain)

    def _sender_added(self, sender: SenderAddress | None) -> None:
        if sender is not None:
            tell(self.app, f"{sender.address} is added.")

    def _write(self, writing: Writing | None) -> None:
        if writing is None:
            return
        from dm_tui.tui.console.senders.template_editor import TemplateEditor

        with told(self.app):
            begun = self.mail.templates.unsaved()
            if begun.empty:
                self.app.push_screen(TemplateEditor(self.mail, writing.content, writing.name))
                return
            self.app.push_screen(TemplateEditor(self.mail, *self._saved(begun.known), begun))
            tell(self.app, "This is not saved yet: save it, or leave it with Esc.")

    def _saved(self, name: str) -> Writing:
        """Return the template of this name as it is saved; nothing where it can no longer be changed."""
        for one in self.mail.templates.kept():
            if one.name == name and one.status in OPEN:
                return Writing(one.content, name)
        return Writing(Content(subject=""))
