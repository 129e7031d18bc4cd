"""Templates: written, submitted, and reviewed by the service before a mailing can use them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.account.prerequisites import require_service_access
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.account.unread_lists import absent
from dm_tui.domain.command_words import fill_sentence
from dm_tui.domain.draft_size import require_draft_size
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_wording import TEMPLATE_DRAFT_TOO_LARGE
from dm_tui.domain.setup.account_limits import MAX_TEMPLATES, require_room
from dm_tui.domain.setup.subject_and_body import parse_content
from dm_tui.domain.setup.template import (
    Template,
    TemplateStatus,
    change_content,
    parse_template_name,
    require_submittable,
    revise_approved,
)
from dm_tui.domain.setup.template_draft import UnsavedTemplate
from dm_tui.domain.setup.template_wording import (
    KEPT_AS_DRAFT,
    TEMPLATE_EXISTS,
    TOO_MANY_TEMPLATES,
    UNKNOWN_TEMPLATE,
    review_message,
)
from dm_tui.domain.setup.variable_check import require_known_variables
from dm_tui.providers.protocol import AccountProvider, SetupProvider
from dm_tui.store.drafts import all_drafts, put_draft
from dm_tui.store.state import StateFile, Tables


class Templates:
    """Adds, changes, submits and removes templates, and collects the results of reviews.

    `tokens` returns the ids of templates that are being written.
    """

    def __init__(
        self, state: StateFile, account: AccountProvider, setup: SetupProvider, tokens: Callable[[], str]
    ) -> None:
        self._state, self._account, self._setup = state, account, setup
        self._tokens = tokens

    def list(self) -> tuple[Template, ...]:
        """Return all templates in the order they were added, with finished reviews."""
        self.collect_due_reviews()
        return self.records()

    def records(self) -> tuple[Template, ...]:
        """Return all templates as saved, without asking the service about reviews."""
        with self._state.read() as tables:
            return tables.of(Template).all()

    def read_unsaved(self) -> UnsavedTemplate:
        """Return the template you were writing last, or an empty one."""
        with self._state.read() as tables:
            return next(iter(all_drafts(tables, UnsavedTemplate)), UnsavedTemplate())

    def begin_unsaved(self) -> UnsavedTemplate:
        """Return an empty one to write on."""
        return UnsavedTemplate(id=self._tokens())

    def save_unsaved(
        self, unsaved: UnsavedTemplate, before: UnsavedTemplate | None = None
    ) -> UnsavedTemplate:
        """Save the template you are writing and return it; one that is too long is refused.

        `before` is what was read or saved of it last. Where another program has changed it since, both are
        kept, this one under an id of its own.
        """
        require_draft_size(unsaved, TEMPLATE_DRAFT_TOO_LARGE)
        with self._state.transaction() as tables:
            return put_draft(tables, unsaved, before, self._tokens(), UnsavedTemplate())

    def show(self, name: str) -> Template:
        """Return one template, or refuse an unknown name."""
        self.collect_due_reviews()
        account = self._account.current()
        with self._state.read() as tables:
            return _require_template(tables, account, name)

    def add(
        self, name: str, subject: str, text: str = "", html: str = "", *, draft: bool = False
    ) -> Template:
        """Add a template and submit it, or save it as a draft. Unknown variables are refused."""
        require_service_access(self._account.current())
        id, content = parse_template_name(name), parse_content(subject, text, html)
        require_known_variables(content)
        template = Template(id=id, **content.model_dump(), created_at=self._account.now())
        with self._state.transaction() as tables:
            _require_new(tables, id)
            tables.of(Template).put(template)
        if draft:
            return template
        try:
            return self.submit(id)
        except DirectMailError as error:
            raise error.with_more(hint=fill_sentence(KEPT_AS_DRAFT, {"template": id})) from error

    def change(self, name: str, subject: str, text: str = "", html: str = "") -> Template:
        """Change the content of a draft or a rejected template; its status stays until you submit it."""
        account = self._account.current()
        require_service_access(account)
        content = parse_content(subject, text, html)
        require_known_variables(content)
        with self._state.transaction() as tables:
            return tables.of(Template).put(change_content(_require_template(tables, account, name), content))

    def revise(self, name: str, subject: str, text: str = "", html: str = "") -> Template:
        """Change a template and submit it for review.

        An approved one stays as it is until the service has taken the change; then it cannot be used until it
        is approved again.
        """
        template = self.show(name)
        if template.status is not TemplateStatus.APPROVED:
            self.change(name, subject, text, html)
            return self.submit(name)
        account = self._account.current()
        require_service_access(account)
        content = parse_content(subject, text, html)
        require_known_variables(content)
        submitted = self._setup.submit_template(revise_approved(template, content))
        with self._state.transaction() as tables:
            _require_template(tables, account, name)
            return tables.of(Template).put(submitted)

    def submit(self, name: str) -> Template:
        """Submit a draft or a rejected template for review."""
        account = self._account.current()
        require_service_access(account)
        template = self.show(name)
        require_submittable(template)
        submitted = self._setup.submit_template(template)
        with self._state.transaction() as tables:
            require_submittable(_require_template(tables, account, name))
            return tables.of(Template).put(submitted)

    def remove(self, name: str) -> Template:
        """Delete a template and return it."""
        account = self._account.current()
        require_service_access(account)
        template = self.show(name)
        self._setup.remove_template(template)
        with self._state.transaction() as tables:
            template = _require_template(tables, account, name)
            tables.of(Template).remove(template.id)
        return template

    def collect_due_reviews(self) -> tuple[Template, ...]:
        """Save the result of every finished review, with a message for each, and return those templates.

        A review of which the service cannot be asked now stays open: it holds up no list and no reminder.
        """
        with self._state.read() as tables:
            if not tables.has("templates", "status", TemplateStatus.PENDING):
                return ()  # the usual case needs neither the provider nor the lock
            pending = [template for template in tables.of(Template).all() if _in_review(template)]
        reviewed = []
        for template in pending:
            with suppress(DirectMailError):
                checked = self._setup.check_template(template)
                if not _in_review(checked):
                    reviewed.append(checked)
        if not reviewed:
            return ()
        saved = []
        with self._state.transaction() as tables:
            for template in reviewed:
                present = tables.of(Template).get(template.id)
                if present is None or present.submitted_at != template.submitted_at:
                    continue  # removed meanwhile, or replaced by one of the same name
                if _in_review(present):
                    saved.append(tables.of(Template).put(template))
                    tables.of(InternalMessage).put(_message(template, self._account.now()))
        return tuple(saved)


def _in_review(template: Template) -> bool:
    return template.status is TemplateStatus.PENDING


def _message(template: Template, now: datetime) -> InternalMessage:
    at = template.reviewed_at or template.created_at or now
    subject, body = review_message(template.name, template.status, template.reason)
    return InternalMessage(
        id=f"template-{template.name}-{at:%Y%m%d%H%M%S%f}", at=at, subject=subject, body=body
    )


def _require_template(tables: Tables, account: Account, name: str) -> Template:
    id = parse_template_name(name)
    return tables.of(Template).require(id, absent(account, Figure.TEMPLATES, UNKNOWN_TEMPLATE(template=id)))


def _require_new(tables: Tables, id: str) -> None:
    templates = tables.of(Template)
    if templates.get(id) is not None:
        raise TEMPLATE_EXISTS(template=id)
    require_room(len(templates), MAX_TEMPLATES, TOO_MANY_TEMPLATES)
