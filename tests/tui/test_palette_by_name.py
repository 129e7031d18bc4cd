"""The palette opens a mailing and a sender address by name, and edits what is typed in its order."""

from textual.command import CommandInput

from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.direct_mail import DirectMail
from tests.post import LETTER, people
from tests.tui.journey import User, sit_down
from tests.tui.monkey import packet

BACKSPACE, HOME = "\x7f", "\x1b[H"


async def _searches(user: User) -> None:
    await user.sees("console")
    await user.presses("ctrl+p")
    await user.until(lambda: isinstance(user.screen.focused, CommandInput), "the palette")


async def _opens(user: User, typed: str, title: str, screen: str) -> None:
    await _searches(user)
    await user.types(typed)
    await user.until(lambda: title in "\n".join(user.rows()), title)
    await user.pilot.pause()
    await user.presses("enter")
    await user.sees(screen)
    await user.presses("escape")


async def test_the_palette_opens_by_name_and_edits_one_packet_in_its_order(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    autumn = LETTER.model_copy(update={"content": MailContent(subject="Autumn leaves", text="Hello")})
    made = direct_mail.sending.create(autumn, people(3))
    async with sit_down(direct_mail) as user:
        await _opens(user, "autumn", f"Mailing: Autumn leaves {made.id}", "mailing")
        await _opens(user, "no-reply@", "Sender address: no-reply@mail.example.com", "sender")
        await _searches(user)
        field = user.screen.query_one(CommandInput)
        packet(user, "a", "b", BACKSPACE, "c", HOME, "d")
        await user.settles()
        assert field.value == "dac"
