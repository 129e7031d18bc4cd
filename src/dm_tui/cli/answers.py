"""Which model each command's `--json` is: the one registry that `schema` publishes and a test holds them to."""

from importlib import import_module

from pydantic import BaseModel

from dm_tui.domain.model import Model


class ErrorShape(Model):
    """What happened, and what to do; `code` is a word that stays."""

    code: str
    message: str
    hint: str


class ErrorAnswer(Model):
    """What every command prints on stderr with `--json` when it fails."""

    error: ErrorShape


ERROR_ANSWER = "error"

_ORDER, _ACCESS = "cli.shapes.OrderAnswer", "cli.shapes.AccessAnswer"
_DOMAIN, _DOMAINS = "cli.mail_shapes.DomainAnswer", "cli.mail_shapes.DomainsAnswer"
_SENDER, _SENDERS = "cli.mail_shapes.SenderAnswer", "cli.mail_shapes.SendersAnswer"
_TEMPLATE, _TEMPLATES = "cli.mail_shapes.TemplateAnswer", "cli.mail_shapes.TemplatesAnswer"
_SENT, _MAILING = "cli.sending_shapes.SendAnswer", "cli.sending_shapes.MailingAnswer"
_SANDBOX = "cli.upkeep_shapes.SandboxAnswer"

ANSWERS: dict[str, tuple[str, ...]] = {
    "plans": ("cli.shapes.PlansAnswer",),
    "quote": ("domain.purchase.quote.Quote",),
    "advise": ("cli.advising.AdviceAnswer",),
    "buy": (_ORDER,),
    "activate": ("cli.shapes.ActivateAnswer",),
    "verify": ("cli.shapes.VerifyAnswer",),
    "status": ("services.overview.views.Overview",),
    "orders": ("cli.shapes.OrdersAnswer",),
    "orders show": (_ORDER,),
    "orders pay": (_ORDER,),
    "orders settle": (_ORDER,),
    "orders cancel": (_ORDER,),
    "bills": ("cli.shapes.BillsAnswer",),
    "bills pay": ("cli.shapes.BillAnswer",),
    "usage": ("cli.shapes.UsageAnswer",),
    "messages": ("cli.messages.MessagesAnswer",),
    "messages read": ("cli.messages.MessageAnswer",),
    "access": (_ACCESS,),
    "access grant": (_ACCESS,),
    "access as": (_ACCESS,),
    "domains": (_DOMAINS,),
    "domains list": (_DOMAINS,),
    "domains add": (_DOMAIN,),
    "domains show": (_DOMAIN,),
    "domains verify": (_DOMAIN,),
    "domains remove": (_DOMAIN,),
    "senders": (_SENDERS,),
    "senders list": (_SENDERS,),
    "senders add": (_SENDER,),
    "senders show": (_SENDER,),
    "senders remove": (_SENDER,),
    "templates": (_TEMPLATES,),
    "templates list": (_TEMPLATES,),
    "templates add": (_TEMPLATE,),
    "templates show": (_TEMPLATE,),
    "templates submit": (_TEMPLATE,),
    "templates remove": (_TEMPLATE,),
    "send": (_SENT, "cli.sending_shapes.PreviewAnswer"),
    "mailings": ("cli.sending_shapes.MailingsAnswer",),
    "mailings show": (_MAILING,),
    "mailings resume": (_SENT,),
    "mailings pause": (_MAILING,),
    "mailings cancel": (_MAILING,),
    "mailings settle": (_MAILING,),
    "remind": ("cli.reminding.RemindAnswer", "cli.reminding.TimerAnswer"),
    "sandbox load": (_SANDBOX,),
    "sandbox advance": (_SANDBOX,),
    "sandbox reset": (_SANDBOX,),
    "export": ("cli.shapes.OrdersAnswer", "cli.shapes.BillsAnswer", "cli.shapes.UsageAnswer"),
    "backup": ("cli.upkeep_shapes.BackupAnswer",),
    "restore": ("cli.upkeep_shapes.RestoreAnswer",),
    "doctor": ("cli.upkeep_shapes.DoctorAnswer",),
    "paths": ("cli.upkeep_shapes.PathsAnswer",),
    "schema": ("cli.schema.SchemaAnswer",),
    "completion": ("cli.completion.CompletionAnswer",),
    ERROR_ANSWER: ("cli.answers.ErrorAnswer",),
}
"""The words of a command, and the module and class below this package of each answer it may give."""


def answer_models(command: str) -> tuple[type[BaseModel], ...]:
    """Return the models of a command's answers; where there are several, each answer is one of them."""
    return tuple(map(_load, ANSWERS[command]))


def _load(path: str) -> type[BaseModel]:
    module, _, name = path.rpartition(".")
    found: type[BaseModel] = getattr(import_module(f"dm_tui.{module}"), name)
    return found
