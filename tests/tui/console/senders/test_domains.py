"""Domains: added with their SPF record merged, shown record by record, copied, verified, removed."""

import asyncio
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from textual.widget import Widget
from textual.widgets import OptionList

from dm_tui.domain.setup.dns_record import RecordKind, RecordState, RecordType
from dm_tui.domain.setup.zone_file import zone_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.preview_pane import PreviewPane
from tests.dns_server import NameServer, name_server, silent
from tests.held import HELD
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells, is_refused
from tests.tui.console.senders.test_senders_tab import TABLE, opens_senders, shown
from tests.tui.journey import User

NAME = "mail.example.com"


@pytest.fixture
def activated(direct_mail: DirectMail) -> DirectMail:
    """An account that starts on the console and owns nothing that sends."""
    direct_mail.sandbox.load("activated")
    return direct_mail


@pytest.fixture
def added(activated: DirectMail) -> DirectMail:
    """An account with a domain whose records are still to be published."""
    activated.domains.add(NAME)
    return activated


async def test_a_form_closed_with_escape_shows_what_was_typed_when_it_is_opened_again(
    user_at: SitDown, activated: DirectMail
) -> None:
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("n")
        await user.sees("new-domain")
        await user.types("mail.example")
        await user.presses("escape", "n")
        await user.sees("new-domain")
        assert user.value("#domain-name") == "mail.example"
        await user.types(".com")
        assert user.value("#domain-name") == NAME, "a key adds to it"
        await user.presses("enter", "enter", "enter")
        await user.until(lambda: activated.domains.list(), "the domain")
        await user.sees("domain")
        await user.presses("escape", "n")
        await user.sees("new-domain")
        assert user.value("#domain-name") == "", "what was added is not typed again"


LONG_NAME = "news.a-rather-long-name-of-a-company.example.com"


async def test_the_status_of_a_domain_is_whole_in_every_window(
    user_at: SitDown, activated: DirectMail
) -> None:
    activated.domains.add(LONG_NAME)
    async with user_at((60, 20)) as user:
        await opens_senders(user)
        for size in ((60, 20), (40, 12), (80, 24), (120, 36), (160, 48)):
            await user.resizes(*size)
            await user.settles()
            lists = [row.partition("│")[0] for row in user.rows()]
            assert any(" news." in row and "! not verified" in row for row in lists), (
                f"{size}: cut in the list"
            )
            if size > (40, 12):
                assert "! not verified" in shown_beside(user), f"{size}: in two"
        await user.presses("enter")
        await user.sees("domain")
        for width in range(120, 39, -8):
            await user.resizes(width, 24)
            assert "! not verified" in facts(user)


async def test_a_large_window_shows_what_to_publish_beside_the_list(
    user_at: SitDown, added: DirectMail
) -> None:
    [domain] = added.domains.list()
    dkim = domain.record(RecordKind.DKIM)
    async with user_at((160, 48)) as user:
        await opens_senders(user)
        await user.settles()
        words = "".join(shown_beside(user).split())
        for record in domain.records:
            assert record.name in words
            assert "".join(record.value.split()) in words
        await user.resizes(120, 36)
        await user.until(lambda: dkim.value[:30] not in shown_beside(user), "the names alone")
        assert shown_beside(user).count("Name   ") == len(domain.records)


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """The name server that is asked."""
    with name_server() as server:
        host, port = server.address
        monkeypatch.setenv("DM_TUI_DNS", f"{host}:{port}")
        yield server


async def opens_domain(user: User) -> None:
    await opens_senders(user)
    await user.presses("enter")
    await user.sees("domain")
    assert user.focused == "records"


def facts(user: User) -> str:
    return user.reads("#item-facts")


def shown_beside(user: User) -> str:
    return user.screen.query_one("#senders PreviewPane", PreviewPane).shown


def outcome(user: User) -> str:
    return user.reads("#item-outcome")


def records(user: User) -> list[str]:
    """Return the rows of the list of records."""
    return [str(option.prompt) for option in user.screen.query_one("#records", OptionList).options]


def clipboard(user: User) -> str:
    return user.app.clipboard


async def test_a_domain_is_added_and_its_records_shown(user_at: SitDown, activated: DirectMail) -> None:
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("enter")
        await user.sees("new-domain")
        await user.types("Mail.Example.COM")
        await user.presses("enter")
        await user.types("v=spf1 include:_spf.example.net ~all")
        await user.presses("enter")
        assert user.focused == "submit"
        await user.hammers("enter", "enter", "enter")
        await user.sees("domain")
        assert "mail.example.com   ! not verified" in facts(user)
        assert [row.split()[-2] for row in records(user)] == [*("TXT", "TXT", "TXT", "TXT", "MX", "CNAME")]
        assert all("○ to publish" in row for row in records(user))
        assert user.chosen("#records") == "ownership"
        await user.chooses("spf")
        value = "v=spf1 include:_spf.example.net include:spfdm-ap-southeast-1.aliyun.com ~all"
        assert value in " ".join(user.reads("#record-text").split())
        await user.presses("escape")
        await user.sees("console")
        await user.until(lambda: cells(user, TABLE)[0][1] == "! not verified", "the row")
    assert len(activated.domains.list()) == 1


REFUSED = [
    ("", "", "There is no domain name"),
    ("example", "", "has no dot"),
    ("a b.example.com", "", "is not a domain name"),
    ("x" * 260 + ".example.com", "", "has 272 characters; 253 are allowed"),
    (NAME, "", "This account already has the domain mail.example.com"),
    ("new.example.com", "not spf", "is not an SPF record"),
    ("new.example.com", "v=spf1 " + "include:a.example " * 11, "12 lookups; 10 are allowed"),
]


async def test_a_domain_that_cannot_be_is_refused_in_place(user_at: SitDown, added: DirectMail) -> None:
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("n")
        await user.sees("new-domain")
        for name, spf, words in REFUSED:
            for field, value in (("#domain-name", name), ("#domain-spf", spf)):
                await user.writes(field, "")
                await user.pastes(value)
            await is_refused(user, words)
            assert user.here == "new-domain"
            assert user.value("#domain-name") == name
        await user.presses("escape")
        await user.sees("console")
    assert len(added.domains.list()) == 1


async def test_who_may_not_add_one_is_told_why(user_at: SitDown, added: DirectMail) -> None:
    added.prerequisites.sign_in("ops")
    async with user_at() as user:
        await opens_senders(user)
        await user.presses("n")
        await user.until(
            lambda: any("RAM user ops lacks AliyunDirectMailFullAccess" in toast for toast in user.toasts),
            "the policy",
        )
        assert user.here == "console", "a form that cannot be submitted does not open"


async def test_each_record_is_copied_by_value_and_by_name(user_at: SitDown, added: DirectMail) -> None:
    domain = added.domains.show(NAME)
    async with user_at() as user:
        await opens_domain(user)
        for record in domain.records:
            await user.chooses(record.kind)
            shown = "".join(user.reads("#record-text").split())
            assert "".join(record.value.split()) in shown
            assert record.kind.purpose.replace(" ", "") in shown
            assert ("needed" in shown) == record.kind.needed
            for key in ("enter", "c"):
                user.app.copy_to_clipboard("")
                await user.presses(key)
                assert clipboard(user) == record.value
            assert f"✓ The value of the {record.kind.label} record is copied." in outcome(user)
            await user.presses("h")
            assert clipboard(user) == record.name
            assert "The name of the" in outcome(user)


async def test_all_records_are_copied_as_lines_of_a_zone(user_at: SitDown, added: DirectMail) -> None:
    async with user_at() as user:
        await opens_domain(user)
        await user.presses("a")
        assert "All records, as lines of a zone file, are copied." in outcome(user)
        assert clipboard(user).splitlines() == zone_lines(added.domains.show(NAME))


async def test_verifying_completes_it_in_the_sandbox(user_at: SitDown, added: DirectMail) -> None:
    async with user_at() as user:
        await opens_domain(user)
        await user.hammers("y", "y", "y")
        await user.until(lambda: "is verified: you can send from it" in outcome(user), "verified")
        assert "✓ verified" in facts(user)
        assert all("✓ published" in row for row in records(user))
        await user.presses("escape")
        await user.sees("console")
        assert shown(user) == "domains"
        await user.until(lambda: cells(user, TABLE)[0][1:3] == ["✓ verified", "6 of 6"], "the row")
    assert added.domains.show(NAME).verified


async def test_what_dns_has_is_looked_up(user_at: SitDown, added: DirectMail, dns: NameServer) -> None:
    async with user_at() as user:
        await opens_domain(user)
        await user.presses("d")
        await user.until(lambda: "is not verified, nothing is published" in outcome(user), "nothing yet")
        assert "may take hours" in outcome(user)
        dns.publish(added.domains.show(NAME))
        del dns.zone[NAME, RecordType.MX], dns.zone[f"aliyundm.{NAME}", RecordType.TXT]
        await user.presses("d")
        await user.until(lambda: "is not verified, missing: ownership, MX" in outcome(user), "missing")
        dns.zone.clear()
        dns.publish(added.domains.show(NAME))
        await user.presses("d")
        await user.until(lambda: "is verified: you can send from it" in outcome(user), "verified")
    assert added.domains.show(NAME).verified


async def test_what_dns_has_instead_is_shown_and_the_merged_record_with_it(
    user_at: SitDown, added: DirectMail, dns: NameServer
) -> None:
    dns.publish(added.domains.show(NAME))
    for (name, _), texts in dns.zone.items():
        if name == NAME:
            texts[:] = [text.replace("include:spfdm-ap-southeast-1.aliyun.com ", "") for text in texts]
    async with user_at() as user:
        await opens_domain(user)
        await user.presses("d")
        await user.until(lambda: "missing: SPF" in outcome(user), "one is missing")
        await user.chooses("spf")
        assert "! different" in records(user)[1]
        shown = " ".join(user.reads("#record-text").split())
        assert "Found v=spf1 -all" in shown
        assert "does not allow the service yet" in shown
    record = added.domains.show(NAME).record(RecordKind.SPF)
    assert record.state is RecordState.DIFFERENT


async def test_a_name_server_that_is_silent_is_told_and_can_be_left(
    user_at: SitDown, added: DirectMail, dns: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dm_tui.providers.dns.LOOKUP_TIMEOUT", 0.05)
    dns.behaviour["*"] = silent
    async with user_at() as user:
        await opens_domain(user)
        await user.presses("d")
        assert "Asking DNS" in outcome(user)
        await user.presses("escape")
        await user.sees("console")
        await user.hears("is not verified, no name server answered in time")


async def test_a_verified_domain_stays_so_when_nothing_was_learned(
    user_at: SitDown, added: DirectMail, dns: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dm_tui.providers.dns.LOOKUP_TIMEOUT", 0.05)
    dns.behaviour["*"] = silent
    added.domains.verify(NAME)
    async with user_at() as user:
        await opens_senders(user)
        while shown(user) != "domains":
            await user.presses("v")
        await user.presses("enter")
        await user.sees("domain")
        await user.presses("d")
        await user.until(lambda: "is still verified, but no name server" in outcome(user), "silence")
        assert "✓ verified" in facts(user)


async def test_the_time_that_it_takes_is_told(
    user_at: SitDown, added: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    verify = added.domains.verify

    async with user_at() as user:

        def slow(name: str, *, dns: bool = False) -> object:
            go_on.wait(HELD)
            return verify(name)

        monkeypatch.setattr(user.app.direct_mail.domains, "verify", slow)
        await opens_domain(user)
        await user.presses("d")
        assert outcome(user) == "● Asking DNS …"
        for id in ("#check", "#look-up", "#remove"):
            assert user.find(id).disabled
        await user.presses("y", "delete")
        assert user.here == "domain", "one thing at a time"
        await user.until(lambda: "Asking DNS … 2 s" in outcome(user), "two seconds")
        assert "continues when you close this" in outcome(user)
        await user.presses("c")
        go_on.set()
        await user.until(lambda: "is verified" in outcome(user), "the answer")
        assert not user.find("#check").disabled


async def test_a_fault_of_ours_does_not_keep_it_waiting(
    user_at: SitDown, added: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str, *, dns: bool = False) -> None:
        raise RuntimeError("a fault")

    async with user_at(survives=True) as user:
        monkeypatch.setattr(user.app.direct_mail.domains, "verify", broken)
        await opens_domain(user)
        await user.presses("y")
        await user.until(lambda: "(RuntimeError)" in outcome(user), "the fault told")
        assert not user.find("#check").disabled


async def test_removing_asks_and_the_safe_answer_has_the_focus(user_at: SitDown, added: DirectMail) -> None:
    async with user_at() as user:
        await opens_domain(user)
        for key in ("enter", "escape"):
            await user.presses("delete")
            await user.sees("remove-domain")
            assert user.focused == "keep-it"
            await user.presses(key)
            await user.sees("domain")
        assert len(added.domains.list()) == 1
        await user.presses("delete")
        await user.sees("remove-domain")
        await user.clicks("#remove-it")
        await user.hears("mail.example.com is removed")
        await user.sees("console")
        await user.until(lambda: user.find("#senders .empty").display, "the empty list")
    assert added.domains.list() == ()


async def test_a_domain_in_use_is_not_removed_and_its_senders_are_named(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await opens_domain(user)
        await user.presses("delete")
        await user.sees("remove-domain")
        await user.clicks("#remove-it")
        await user.sees("domain")
        await user.until(lambda: "2 sender addresses still use mail.example.com" in outcome(user), "why")
        assert "news@mail.example.com" in outcome(user)


async def test_a_domain_another_program_removed_is_told(user_at: SitDown, added: DirectMail) -> None:
    async with user_at() as user:
        await opens_domain(user)
        await asyncio.to_thread(added.domains.remove, NAME)
        await user.presses("y")
        await user.until(lambda: "There is no domain" in outcome(user), "it is gone")


def is_in_view(box: Widget, button: Widget) -> bool:
    """Say whether a box shows the whole of a button in it."""
    return bool(button.region.area) and box.content_region.contains_region(button.region)


SIZES = [(80, 24), (60, 20), (40, 12)]


async def test_everything_is_reached_by_keyboard_and_mouse(user_at: SitDown, added: DirectMail) -> None:
    value = added.domains.show(NAME).record(RecordKind.DKIM).value
    async with user_at() as user:
        await opens_domain(user)
        shown = user.find("#record-text")
        for size in SIZES:
            await user.resizes(*size)
            for record, row in zip(RecordKind, records(user), strict=True):
                await user.chooses(record)
                await user.settles()
                assert any(row.strip()[:20] in line for line in user.rows()), record
            for id in ("record", "close", "check", "look-up", "copy", "copy-all", "remove"):
                await user.reaches(f"#{id}")
                button, box = user.find(f"#{id}"), user.find("#item")
                await user.until(partial(is_in_view, box, button), f"{id} in view")
            await user.clicks("#remove")
            await user.sees("remove-domain")
            await user.presses("escape")
            await user.sees("domain")
            await user.clicks("#copy-all")
            assert len(clipboard(user).splitlines()) == 6
            await user.chooses("dkim")
            await user.reaches("#record")
            await user.until(
                lambda: (
                    shown.size.height == shown.get_content_height(shown.size, shown.size, shown.size.width)
                    and (
                        user.find("#record").allow_vertical_scroll
                        or shown.size.height <= user.find("#record").size.height
                    )
                ),
                "the record laid out",
            )
            await user.presses("end")
            await user.until(lambda: value[-4:] in "".join(user.rows()), "its end")


async def test_the_buttons_do_what_the_keys_do(user_at: SitDown, added: DirectMail) -> None:
    async with user_at() as user:
        await opens_domain(user)
        await user.clicks("#copy")
        assert clipboard(user) == added.domains.show(NAME).records[0].value
        await user.clicks("#check")
        await user.until(lambda: "is verified" in outcome(user), "verified")
        offered = {command.title for command in user.app.get_system_commands(user.screen)}
        assert {"Copy", "Copy name", "Copy all", "Verify", "Ask DNS"} <= offered
        await user.clicks("#close")
        await user.sees("console")


@pytest.mark.parametrize("no_color", ["", "1"])
async def test_an_example_in_a_field_looks_like_no_value(
    user_at: SitDown, activated: DirectMail, monkeypatch: pytest.MonkeyPatch, no_color: str
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    async with user_at() as user:
        await user.sees("console")
        await opens_senders(user)
        await user.presses("n")
        await user.sees("new-domain")
        assert "e.g. mail.example.com" in " ".join(user.rows())
        field = user.find("#domain-name")
        assert "italic" in str(field.get_component_rich_style("input--placeholder"))
        await user.writes("#domain-name", "mail.shop.com")
        await user.until(lambda: "e.g. mail" not in " ".join(user.rows()), "only the value")
