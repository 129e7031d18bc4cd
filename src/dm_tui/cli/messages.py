"""`messages`: what the service told the account."""

from argparse import Namespace

from dm_tui.cli.output import Answer
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.dates import show_instant
from dm_tui.domain.model import Model
from dm_tui.domain.text import Text
from dm_tui.lines.messages import message_list_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import MessageShape


class MessageWithText(MessageShape):
    """One internal message as a whole."""

    body: Text


class MessagesAnswer(Model):
    """`messages`."""

    messages: tuple[MessageShape, ...]


class MessageAnswer(Model):
    """`messages read`: a list of the one that was read."""

    messages: tuple[MessageWithText, ...]


def messages(direct_mail: DirectMail, args: Namespace) -> Answer:
    """All messages, newest first."""
    found = direct_mail.overviews.messages()
    return Answer(
        MessagesAnswer(messages=tuple(MessageShape.of(one) for one in found)),
        message_list_lines(found),
    )


def messages_read(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One message with its text; from then on it is read."""
    message = direct_mail.overviews.message(args.id)
    direct_mail.overviews.mark_read(message.id)
    read = message.model_copy(update={"read": True})
    return Answer(MessageAnswer(messages=(_with_text(read),)), _lines(read))


def _with_text(message: InternalMessage) -> MessageWithText:
    return MessageWithText(**message.model_dump(include=set(MessageWithText.model_fields)))


def _lines(message: InternalMessage) -> list[str]:
    return [message.subject, show_instant(message.at), "", *message.body.splitlines()]
