"""What `domains`, `senders` and `templates` print with `--json`."""

from dm_tui.domain.model import Model
from dm_tui.services.setup.json_shapes import DomainShape, SenderShape, TemplateShape


class DomainAnswer(Model):
    """`domains add`, `domains show`, `domains verify`, `domains remove`."""

    domain: DomainShape


class DomainsAnswer(Model):
    """`domains`."""

    domains: tuple[DomainShape, ...]


class SenderAnswer(Model):
    """`senders add`, `senders show`, `senders remove`."""

    sender: SenderShape
    deletions_left: int


class SendersAnswer(Model):
    """`senders`."""

    senders: tuple[SenderShape, ...]
    deletions_left: int


class TemplateAnswer(Model):
    """`templates add`, `templates show`, `templates submit`, `templates remove`."""

    template: TemplateShape


class TemplatesAnswer(Model):
    """`templates`."""

    templates: tuple[TemplateShape, ...]
