"""Mailings are followed, paused, taken up, cancelled, settled and exported, whatever program sends them."""

import csv
import time
from datetime import timedelta
from functools import partial
from threading import Event

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console import screen
from dm_tui.tui.console.lists.preview_pane import PreviewPane
from dm_tui.tui.console.send import send_tab
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.conftest import OpenDirectMail, Wait
from tests.post import NO_ANSWER, REFUSED, Gate, PostOffice, sending_by
from tests.tui.console.looking import cells
from tests.tui.console.send.mailings import TABLE, made, opens_mailing, opens_send, reads_in_dialog, said
from tests.tui.hostile import ALL_AT_ONCE, shows_nothing_hostile
from tests.tui.journey import User, sit_down


async def _resumes(user: User) -> None:
    await user.presses("r")
    await user.sees("resume")
    assert user.focused == "not-now"
    await user.clicks("#go-on")
    await user.sees("mailing")


async def test_a_mailing_nobody_sends_is_taken_up_when_the_user_says_so(
    sender: DirectMail, office: PostOffice
) -> None:
    mailing = made(sender, 120)
    async with sit_down(sender) as user:
        await opens_send(user)
        assert cells(user, TABLE)[0][:4] == [mailing.id, "News", "0/120", "! interrupted"]
        below = user.screen.query_one("#send PreviewPane", PreviewPane)
        await user.until(lambda: "Enter, then r resumes it." in below.shown, "how, from the list")
        await user.presses("enter")
        await user.sees("mailing")
        assert "Interrupted" in said(user)
        assert "Press r to resume." in " ".join(said(user).split())
        await user.presses("r")
        await user.sees("resume")
        await user.presses("enter")
        await user.sees("mailing")
        assert office.received == []
        await _resumes(user)
        await reads_in_dialog(user, "✓ Done.", "120 of 120")
    assert len(office.received) == 120
    assert office.twice() == {}


@pytest.mark.parametrize("by", ["its clock", "the console"])
async def test_the_first_mailing_gets_the_focus_however_it_comes(
    sender: DirectMail, office: PostOffice, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Where the tab's own clock brought it, Enter began another mailing."""
    monkeypatch.setattr(send_tab, "FOLLOW_EVERY", 3600.0)
    monkeypatch.setattr(screen, "LOOK_AGAIN_SECONDS", 3600.0)
    async with sit_down(sender) as user:
        await user.sees("console")
        await user.presses(tab_key("send"))
        assert user.focused == "new"
        mailing = made(sender, 2)
        monkeypatch.setattr(sender.background_mailings, "active", lambda: [mailing.id])
        tab = user.screen.query_one(send_tab.SendTab)
        if by == "its clock":
            tab._follow()
        else:
            user.screen.reload_tabs()  # type: ignore[attr-defined]
        await user.settles()
        assert user.focused == TABLE


async def test_progress_is_shown_in_numbers_while_it_is_sent(sender: DirectMail, office: PostOffice) -> None:
    made(sender, 300)
    read = Event()

    def deliver(address: str) -> None:
        time.sleep(0.003 if read.is_set() or len(office.received) < 200 else 0.1)

    office.on_delivery = deliver
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await _resumes(user)
        await reads_in_dialog(user, "Sending", "of 300", "a second", "left", "%", "accepted")
        assert "█" in said(user)
        read.set()
        await reads_in_dialog(user, "✓ Done.", "100 %", "200 from the free quota, 100 pay-as-you-go")


async def test_it_is_paused_and_goes_on_where_it_was(sender: DirectMail, office: PostOffice) -> None:
    mailing = made(sender, 1_500)
    gate = Gate()
    office.on_delivery = lambda address: gate(address) if len(office.received) > 20 else None
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await _resumes(user)
        await user.until(gate.reached.is_set, "some sent")
        await user.presses("p", "p")
        gate.open()
        await reads_in_dialog(user, "Paused. Press r to resume.")
        paused = sender.sending.mailing(mailing.id)
        assert (paused.status, paused.accepted) == (MailingStatus.PAUSED, len(office.received))
        assert 0 < paused.accepted < 1_500
        office.on_delivery = lambda address: None
        await _resumes(user)
        await reads_in_dialog(user, "✓ Done.")
    assert len(office.received) == 1_500
    assert office.twice() == {}


async def test_closing_the_dialog_stops_nothing_and_the_end_is_told(
    sender: DirectMail, office: PostOffice
) -> None:
    gate = office.on_delivery = Gate()
    office.will("r1@example.com", REFUSED)
    made(sender, 5)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await _resumes(user)
        await user.until(gate.reached.is_set, "the first one")
        await user.presses("escape")
        await user.sees("console")
        await user.until(lambda: cells(user, TABLE)[0][3] == "● sending", "the row")
        gate.open()
        await user.hears("is done: 4 of 5 accepted, 1 refused.")
        await user.until(lambda: cells(user, TABLE)[0][2:4] == ["4/5", "✓ done"], "the row")


async def test_what_is_in_hand_is_told_as_charged_and_the_list_keeps_pace(
    sender: DirectMail, office: PostOffice
) -> None:
    gate = Gate()
    office.on_delivery = lambda address: gate(address) if len(office.received) == 2 else None
    made(sender, 5)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await _resumes(user)
        await user.until(gate.reached.is_set, "the third one")
        await reads_in_dialog(user, "Paid     5 from the free quota · 5 of it under way", "2 of 5")
        await user.presses("escape")
        await user.sees("console")
        await user.until(lambda: cells(user, TABLE)[0][2] == "2/5", "the row")
        gate.open()
        await user.hears("is done: 5 of 5 accepted.")


async def test_leaving_the_program_pauses_it_and_says_so(sender: DirectMail, office: PostOffice) -> None:
    gate = office.on_delivery = Gate()
    mailing = made(sender, 5)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await _resumes(user)
        await user.until(gate.reached.is_set, "the first one")
        await user.presses("ctrl+q")
        await user.sees("leave-sending")
        assert user.focused == "stay"
        await user.presses("enter")
        await user.sees("mailing")
        await user.presses("ctrl+q", "ctrl+q")
        await user.sees("leave-sending")
        await user.clicks("#leave-now")
        await user.hears("pausing")
        await user.until(lambda: all(run.stopping for run in sender.background_mailings.active()), "the stop")
        gate.open()
        await user.until(lambda: user.app._exit, "the end")
        assert user.app.return_code == 0
        told = "".join(map(str, user.app._exit_renderables))
        assert f"Mailing {mailing.id} is paused: 1 of 5 accepted, 4 waiting." in told
    assert sender.sending.mailing(mailing.id).status is MailingStatus.PAUSED
    assert len(office.received) == 1


async def test_who_is_refused_is_told_in_the_servers_words_and_exported(
    sender: DirectMail, office: PostOffice
) -> None:
    for number in range(30):
        office.will(f"r{number}@example.com", REFUSED)
    made(sender, 40)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await _resumes(user)
        await reads_in_dialog(
            user,
            "✓ Done.",
            "10 accepted · 30 refused",
            "Refused: 30",
            "r0@example.com  554 no such luck",
            "and 28 more",
        )
        await user.presses("x")
        await user.sees("export")
        await user.presses("enter")
        await user.hears("exported")
    [file] = sender.state_path.parent.glob("refused-*.csv")
    rows = list(csv.DictReader(file.open()))
    assert len(rows) == 30
    assert rows[29] == {"address": "r29@example.com", "code": "554", "message": "no such luck"}


async def _with_unknown(user: User, office: PostOffice) -> None:
    for number in (1, 2, 3):
        office.will(f"r{number}@example.com", NO_ANSWER)
    await opens_mailing(user)
    await _resumes(user)
    await reads_in_dialog(user, "! Unknown: 3", "r1@example.com  the line went dead")
    await user.until(lambda: user.find("#settle").display, "the program at rest")


def _unknown(direct_mail: DirectMail, mailing_id: str, count: int) -> bool:
    return direct_mail.sending.mailing(mailing_id).unknown == count


async def test_what_nobody_knows_is_shown_as_such_and_settled(sender: DirectMail, office: PostOffice) -> None:
    mailing = made(sender, 10)
    async with sit_down(sender) as user:
        await _with_unknown(user, office)
        await user.presses("u")
        await user.sees("settle")
        assert user.focused == "close"
        await user.presses("enter")
        await user.sees("mailing")
        unknown = [delivery.address for delivery in sender.sending.unknown.of(mailing.id)]
        settled_of = {"one-1": unknown[1], "all": "All 2 unknown recipients"}
        for whom, answer, left in (("one-1", "enter", 2), ("all", "n", 0)):
            await user.presses("u")
            await user.sees("settle")
            await user.chooses(whom)
            if answer == "enter":
                await user.reaches("#delivered")
            await user.presses(answer)
            await user.sees("settle-really")
            assert user.focused == "leave-unknown"
            assert any(f"{settled_of[whom]}: " in row for row in user.rows())
            await user.clicks("#settle-it")
            await user.sees("mailing")
            await user.until(partial(_unknown, sender, mailing.id, left), "it settled")
            await user.until(lambda: not user.find("#pause").disabled, "rest")
        await reads_in_dialog(user, "8 accepted · 2 refused")
        assert not user.find("#settle").display
        await user.until(lambda: not user.find("#item-outcome").display, "rest")
    settled = sender.sending.mailing(mailing.id)
    assert (settled.accepted, settled.refused, settled.charged.emails) == (8, 2, 8)
    assert len(office.attempts) == 10


async def test_the_list_says_that_something_is_unknown(sender: DirectMail, office: PostOffice) -> None:
    mailing = made(sender, 10)
    office.will("r1@example.com", NO_ANSWER)
    sender.sending.run(mailing.id)
    async with sit_down(sender, (120, 36)) as user:
        await opens_send(user)
        assert cells(user, TABLE)[0][3] == "✓ done, 1 unknown"


async def test_a_mailing_held_back_says_until_when_and_goes_on_then(
    sender: DirectMail, office: PostOffice, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "DUE_SECONDS", 0.05)
    sender.metering.record(1_950)
    mailing = made(sender, 60)
    async with sit_down(sender, (120, 36)) as user:
        await opens_mailing(user)
        await _resumes(user)
        await reads_in_dialog(
            user, "Held back: the daily quota is used up.", "31 January 2026, 16:00 UTC", "50 of 60"
        )
        await user.presses("escape")
        await user.sees("console")
        await user.until(lambda: "held back until" in cells(user, TABLE)[0][3], "the row")
        assert len(office.received) == 50
        wait(timedelta(days=1))
        await user.until(lambda: len(office.received) == 60, "all sent")
        await user.until(lambda: "done" in cells(user, TABLE)[0][3], "the row")
        assert sender.sending.mailing(mailing.id).status is MailingStatus.DONE
    assert len(office.received) == 60


async def test_a_server_that_is_closed_pauses_it_with_the_reason(
    sender: DirectMail, office: PostOffice
) -> None:
    office.closed_for = lambda connections: True
    made(sender, 3)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await _resumes(user)
        await reads_in_dialog(user, "Paused: The server is closed. Come back later.")
        office.closed_for = lambda connections: False
        await _resumes(user)
        await reads_in_dialog(user, "✓ Done.")


async def test_cancelling_asks_and_is_for_good(sender: DirectMail, office: PostOffice) -> None:
    mailing = made(sender, 1_500)
    gate = Gate()

    def deliver(address: str) -> None:
        if len(office.received) > 20:
            gate(address)
            time.sleep(0.005)

    office.on_delivery = deliver
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await _resumes(user)
        await user.until(lambda: "\n0 of" not in user.reads("#mailing-progress"), "some sent")
        await user.presses("delete")
        await user.sees("cancel-mailing")
        assert not any("1,500 were not sent" in row for row in user.rows())
        assert user.focused == "keep-it"
        await user.presses("enter")
        await user.sees("mailing")
        await user.presses("delete")
        await user.sees("cancel-mailing")
        await user.clicks("#cancel-it")
        await user.sees("mailing")
        await reads_in_dialog(user, "Cancelled.", "were not sent to.")
        gate.open()
        await user.until(lambda: not user.find("#item-outcome").display, "rest")
        await user.until(lambda: not sender.is_sending, "the end")
        for key in ("p", "r", "delete"):
            await user.presses(key)
            assert user.here == "mailing"
    cancelled = sender.sending.mailing(mailing.id)
    assert (cancelled.status, cancelled.chunk) == (MailingStatus.CANCELLED, None)
    assert cancelled.accepted == len(office.received) < 1_500


async def test_what_another_program_sends_is_followed_and_can_be_paused(
    sender: DirectMail, office: PostOffice, open_direct_mail: OpenDirectMail
) -> None:
    other = open_direct_mail()
    other.sending = sending_by(other, office)
    mailing = made(sender, 900)
    gate = Gate()

    def deliver(address: str) -> None:
        time.sleep(0.004)
        if len(office.received) == 850:
            gate(address)

    office.on_delivery = deliver
    running = other.background_mailings.start(mailing.id)
    async with sit_down(sender) as user:
        await user.until(lambda: len(office.received) > 5, "some sent")
        await opens_mailing(user)
        await reads_in_dialog(user, "Another program is sending it.", "a second")
        assert not user.find("#resume").display
        await user.presses("p")
        await reads_in_dialog(user, "Paused. Press r to resume.")
        gate.open()
        await user.until(lambda: running.over, "the other one's end")
    assert sender.sending.mailing(mailing.id).status is MailingStatus.PAUSED


async def test_what_is_refused_here_is_said(
    sender: DirectMail, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise DirectMailError(ErrorKind.STATE_FILE, "full", "The disk is [full].", "Free some.")

    made(sender, 3)
    monkeypatch.setattr(sender.sending, "cancel", refuse)
    monkeypatch.setattr(sender.sending, "run", refuse)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await user.presses("delete")
        await user.sees("cancel-mailing")
        await user.clicks("#cancel-it")
        await user.sees("mailing")
        await reads_in_dialog(user, "The disk is [full]. Free some.")
        await _resumes(user)
        await user.hears("the disk is [full]")


async def test_the_list_is_searched_and_exported(sender: DirectMail) -> None:
    for count in (3, 4):
        made(sender, count)
    async with sit_down(sender, (120, 36)) as user:
        await opens_send(user)
        assert [row[2] for row in cells(user, TABLE)] == ["0/4", "0/3"]
        await user.presses("slash")
        await user.types("0/3")
        await user.until(lambda: [row[2] for row in cells(user, TABLE)] == ["0/3"], "the one")
        await user.presses("escape", "x")
        await user.sees("export")
        await user.presses("enter")
        await user.hears("exported")
    [file] = sender.state_path.parent.glob("mailings-*.csv")
    assert [row["recipients"] for row in csv.DictReader(file.open())] == ["4", "3"]


async def test_hostile_text_of_a_mailing_and_its_server_is_harmless(
    sender: DirectMail, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing = made(sender, 5)
    sender.sending.run(mailing.id)
    bad = mailing.model_copy(
        update={
            "subject": ALL_AT_ONCE,
            "sender": ALL_AT_ONCE,
            "words": ALL_AT_ONCE,
            "reason": ALL_AT_ONCE,
            "status": MailingStatus.HELD_BACK,
            "refused": 2,
            "unknown": 2,
        }
    )
    entry = LogEntry.model_construct(
        number=1, step=DeliveryStep.REFUSED, code=5, words=ALL_AT_ONCE, address=ALL_AT_ONCE
    )
    monkeypatch.setattr(sender.sending, "mailing", lambda id: bad)
    monkeypatch.setattr(sender.sending, "mailings", lambda limit=None: (bad,))
    monkeypatch.setattr(sender.sending, "refused_entries", lambda id: iter((entry, entry)))
    monkeypatch.setattr(sender.sending.unknown, "of", lambda id: (entry, entry))
    monkeypatch.setattr(sender.sending.unknown, "look_up", lambda id: bad)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        await user.until(lambda: "Refused: 2" in said(user), "who was refused")
        shows_nothing_hostile(user)
        await user.until(lambda: user.find("#settle").display, "the program at rest")
        await user.presses("u")
        await user.sees("settle")
        shows_nothing_hostile(user)
        await user.chooses("one-0")
        await user.presses("enter")
        await user.presses("enter")
        await user.sees("settle-really")
        shows_nothing_hostile(user)
        await user.presses("escape")
        await user.sees("mailing")
        await user.presses("escape")
        await user.sees("console")
        shows_nothing_hostile(user)


async def test_the_dialog_survives_every_size(sender: DirectMail, office: PostOffice) -> None:
    for number in range(3):
        office.will(f"r{number}@example.com", REFUSED)
    sender.sending.run(made(sender, 10).id)
    async with sit_down(sender) as user:
        await opens_mailing(user)
        for size in ((60, 20), (40, 12), (120, 36), (10, 3), (1, 1)):
            await reads_in_dialog(user, "Refused: 3")
            await user.resizes(*size)
            assert len(user.rows()) == size[1]
            await user.resizes(80, 24)
        await reads_in_dialog(user, "Refused: 3")
