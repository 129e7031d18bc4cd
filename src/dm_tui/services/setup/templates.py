"""Templates: written, submitted, and reviewed by the service before a mailing may use them."""

from dm_tui.domain.account.account import require_service_access
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.mailing_draft import require_draft_size
from dm_tui.domain.mailing.wording import TEMPLATE_DRAFT_TOO_LARGE
from dm_tui.domain.setup.template import (
    Template,
    TemplateStatus,
    change_content,
    parse_content,
    parse_template_name,
    require_known_variables,
    require_room_for_template,
    require_submittable,
)
from dm_tui.domain.setup.template_draft import UnsavedTemplate
from dm_tui.providers.protocol import AccountProvider, SetupProvider
from dm_tui.store.state import StateFile, Tables


class Templates:
    """Keeps the templates and what the reviews came to."""

    def __init__(self, state: StateFile, account: AccountProvider, setup: SetupProvider) -> None:
        self._state = state
        self._account = account
        self._setup = setup

    def list(self) -> tuple[Template, ...]:
        """Return all templates, in the order in which they were added; what is reviewed says so."""
        self.collect_due_reviews()
        return self.kept()

    def kept(self) -> tuple[Template, ...]:
        """Return all templates as they are kept, without asking the service what came of the reviews."""
        with self._state.read() as tables:
            return tables.of(Template).all()

    def unsaved(self) -> UnsavedTemplate:
        """Return what was being written last and is neither saved nor left, or nothing."""
        with self._state.read() as tables:
            return tables.single(UnsavedTemplate)

    def save_unsaved(self, written: UnsavedTemplate) -> None:
        """Make what is being written durable, or refuse what is too long; what was kept before then stays."""
        require_draft_size(written, TEMPLATE_DRAFT_TOO_LARGE)
        with self._state.transaction() as tables:
            tables.put_single(written)

    def show(self, name: str) -> Template:
        """Return one template, or refuse when there is none."""
        self.collect_due_reviews()
        with self._state.read() as tables:
            return _require_template(tables, name)

    def add(
        self, name: str, subject: str, text: str = "", html: str = "", *, draft: bool = False
    ) -> Template:
        """Add a template and submit it, or keep it as a draft. A variable that there is not is refused."""
        require_service_access(self._account.current())
        id, content = parse_template_name(name), parse_content(subject, text, html)
        require_known_variables(content)
        template = Template(
            id=id,
            subject=content.subject,
            text=content.text,
            html=content.html,
            created_at=self._account.now(),
        )
        with self._state.transaction() as tables:
            _require_new(tables, id)
            tables.of(Template).put(template)
        return template if draft else self.submit(id)

    def change(self, name: str, subject: str, text: str = "", html: str = "") -> Template:
        """Give a draft, or a rejected template, another content. Its status stays until it is submitted."""
        require_service_access(self._account.current())
        content = parse_content(subject, text, html)
        require_known_variables(content)
        with self._state.transaction() as tables:
            return tables.of(Template).put(change_content(_require_template(tables, name), content))

    def submit(self, name: str) -> Template:
        """Hand a draft, or a rejected template, in for review."""
        require_service_access(self._account.current())
        template = self.show(name)
        require_submittable(template)
        handed_in = self._setup.submit_template(template)
        with self._state.transaction() as tables:
            require_submittable(_require_template(tables, name))
            return tables.of(Template).put(handed_in)

    def remove(self, name: str) -> Template:
        """Delete a template and return it as it was."""
        require_service_access(self._account.current())
        template = self.show(name)
        self._setup.remove_template(template)
        with self._state.transaction() as tables:
            template = _require_template(tables, name)
            tables.of(Template).remove(template.id)
        return template

    def collect_due_reviews(self) -> tuple[Template, ...]:
        """Keep what came of every review that has ended, and tell the account. Returns those templates."""
        with self._state.read() as tables:
            if not tables.has("templates", "status", TemplateStatus.PENDING):
                return ()  # the usual case needs neither the provider nor the lock
            pending = [one for one in tables.of(Template).all() if _in_review(one)]
        ended = [one for one in map(self._setup.check_template, pending) if not _in_review(one)]
        if not ended:
            return ()
        kept = []
        with self._state.transaction() as tables:
            for template in ended:
                present = tables.of(Template).get(template.id)
                if present is None or present.submitted_at != template.submitted_at:
                    continue  # removed meanwhile, or another of the same name
                if _in_review(present):
                    kept.append(tables.of(Template).put(template))
                    tables.of(InternalMessage).put(_message(template))
        return tuple(kept)


def _in_review(template: Template) -> bool:
    return template.status is TemplateStatus.PENDING


def _message(template: Template) -> InternalMessage:
    approved = template.status is TemplateStatus.APPROVED
    at = template.reviewed_at or template.created_at
    return InternalMessage(
        id=f"template-{template.name}-{at:%Y%m%d%H%M%S%f}",
        at=at,
        subject=f"Template “{template.name}” is {template.status}",
        body="It can be used now." if approved else f"The reason: {template.reason}",
    )


def _require_template(tables: Tables, name: str) -> Template:
    id = parse_template_name(name)
    template = tables.of(Template).get(id)
    if template is None:
        raise DirectMailError(
            ErrorKind.USAGE,
            "unknown-template",
            f"There is no template “{id}”.",
            "List them with dm-tui templates.",
        )
    return template


def _require_new(tables: Tables, id: str) -> None:
    templates = tables.of(Template)
    if templates.get(id) is not None:
        raise DirectMailError(
            ErrorKind.REFUSED,
            "template-exists",
            f"There is a template “{id}” already.",
            f"Choose another name, or remove it: dm-tui templates remove {id}.",
        )
    require_room_for_template(len(templates))
