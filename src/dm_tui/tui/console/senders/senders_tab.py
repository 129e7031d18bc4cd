"""Senders: the domains, sender addresses and templates for your mail."""

from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.setup.account_limits import MAX_TEMPLATES, require_room
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.template import TemplateStatus
from dm_tui.domain.setup.template_wording import TOO_MANY_TEMPLATES
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.list_panel import ListPanel
from dm_tui.tui.console.lists.list_tab import SwitchingListTab
from dm_tui.tui.console.senders.domain_dialog import DomainDialog
from dm_tui.tui.console.senders.sender_dialog import SenderDialog
from dm_tui.tui.console.senders.setup_forms import domain_form, sender_form
from dm_tui.tui.console.senders.setup_lists import domain_list_spec, sender_list_spec, template_list_spec
from dm_tui.tui.console.senders.template_dialog import TemplateDialog, TemplateToEdit
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.view_switcher import ViewLabel, ViewSwitcher

LONG_LABEL_WIDTH = 76
"""Columns from which the button names the new item."""


class SendersListKind(StrEnum):
    """The lists of the tab."""

    DOMAINS = "domains"
    SENDERS = "senders"
    TEMPLATES = "templates"


_NEW = {
    SendersListKind.DOMAINS: "domain",
    SendersListKind.SENDERS: "address",
    SendersListKind.TEMPLATES: "template",
}


class SendersTab(SwitchingListTab[SendersListKind]):
    """One list of three; it opens with the list that needs an entry before you can send."""

    DEFAULT_CSS = """
    SendersTab {
        & #senders-head { height: 1; margin-bottom: 1; }
        & #senders-head > ActionButton { margin-left: 1; }
    }
    .-short SendersTab #senders-head { margin-bottom: 0; }
    """
    SCOPED_CSS = False
    BINDINGS = [
        Binding("n", "new", "New", id="senders.new", tooltip="A domain, an address or a template"),
        Binding("v", "view", "View", id="senders.view", tooltip="Domains, addresses or templates"),
    ]

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(
            direct_mail,
            {
                SendersListKind.DOMAINS: domain_list_spec(direct_mail),
                SendersListKind.SENDERS: sender_list_spec(direct_mail),
                SendersListKind.TEMPLATES: template_list_spec(direct_mail),
            },
            id="senders-table",
        )

    def compose(self) -> ComposeResult:
        with Horizontal(id="senders-head"):
            yield ViewSwitcher(id="senders-views")
            yield ActionButton("New", id="new")
        yield from super().compose()

    def before_show(self) -> None:
        """Show the list of the next step, if there is one."""
        with toast_errors(self.app):
            if not any(domain.verified for domain in self.direct_mail.domains.list()):
                self._switch_list(SendersListKind.DOMAINS)
            elif not self.direct_mail.senders.list():
                self._switch_list(SendersListKind.SENDERS)

    def on_resize(self) -> None:
        self._name_button()

    def name_views(self) -> None:
        counts = (
            len(self.direct_mail.domains.list()),
            len(self.direct_mail.senders.list()),
            len(self.direct_mail.templates.records()),
        )
        account = self.direct_mail.prerequisites.account()
        unread = [
            bool(account.unknown_of(figure)) for figure in (Figure.DOMAINS, Figure.SENDERS, Figure.TEMPLATES)
        ]
        names = (("Domains", ""), ("Sender addresses", "Addresses"), ("Templates", ""))
        views = self.query_one(ViewSwitcher)
        views.views = tuple(
            ViewLabel(kind, *name, "(?)" if unknown else f"({count})")
            for kind, name, count, unknown in zip(SendersListKind, names, counts, unread, strict=True)
        )
        views.shown = self._kind
        self._name_button()

    def _name_button(self) -> None:
        roomy = self.app.size.width >= LONG_LABEL_WIDTH
        label = f"New {_NEW[self._kind]}" if roomy else "New"
        if self._kind is SendersListKind.TEMPLATES and not self.direct_mail.templates.read_unsaved().empty:
            label = "Continue writing" if roomy else "Continue"
        self.query_one("#new", ActionButton).rename(label)

    # Opening

    @on(ListPanel.RowOpened)
    def _open(self, event: ListPanel.RowOpened) -> None:
        event.stop()
        with toast_errors(self.app):
            match self._kind:
                case SendersListKind.DOMAINS:
                    self._show_domain(self.direct_mail.domains.show(event.row))
                case SendersListKind.SENDERS:
                    sender = self.direct_mail.senders.show(event.row)
                    self.app.push_screen(SenderDialog(self.direct_mail, sender))
                case SendersListKind.TEMPLATES:
                    templates = {template.name: template for template in self.direct_mail.templates.records()}
                    if event.row in templates:
                        dialog = TemplateDialog(self.direct_mail, templates[event.row])
                        self.app.push_screen(dialog, self._write)

    def _show_domain(self, domain: MailDomain) -> None:
        self.app.push_screen(DomainDialog(self.direct_mail, domain))

    # Adding

    def action_new(self) -> None:
        """Add an item to the list that is shown, unless the account lacks what that needs."""
        with toast_errors(self.app):
            self.direct_mail.prerequisites.require_service()
            match self._kind:
                case SendersListKind.DOMAINS:
                    self.app.push_screen(domain_form(self.direct_mail), self._domain_added)
                case SendersListKind.SENDERS:
                    self.app.push_screen(sender_form(self.direct_mail), self._sender_added)
                case SendersListKind.TEMPLATES:
                    if self.direct_mail.templates.read_unsaved().empty:
                        templates = len(self.direct_mail.templates.records())
                        require_room(templates, MAX_TEMPLATES, TOO_MANY_TEMPLATES)
                    self._write(TemplateToEdit(MailContent(subject="")))

    def _domain_added(self, domain: MailDomain | None) -> None:
        if domain is not None:
            self._show_domain(domain)

    def _sender_added(self, sender: SenderAddress | None) -> None:
        if sender is not None:
            toast(self.app, f"{sender.readable} is added.")

    def _write(self, writing: TemplateToEdit | None) -> None:
        if writing is None:
            return
        from dm_tui.tui.console.senders.template_editor import TemplateEditor

        with toast_errors(self.app):
            begun = self.direct_mail.templates.read_unsaved()
            if begun.empty:
                self.app.push_screen(TemplateEditor(self.direct_mail, writing.content, writing.name))
                return
            self.app.push_screen(TemplateEditor(self.direct_mail, *self._saved_template(begun.known), begun))
            toast(self.app, "This draft is not saved yet. Save it, or press Esc to leave it.")

    def _saved_template(self, name: str) -> TemplateToEdit:
        """Return the saved template of this name; an empty one where it cannot be changed any more."""
        for template in self.direct_mail.templates.records():
            if template.name == name and template.status is not TemplateStatus.PENDING:
                return TemplateToEdit(template.content, name)
        return TemplateToEdit(MailContent(subject=""))
