"""A change that fails may have been made: what is shown next is read again, however young its reading is."""

from pathlib import Path

import pytest

from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command
from tests.alibaba.ready_to_send import add_sender, add_template
from tests.alibaba.server import Vendor


@pytest.fixture(autouse=True)
def ready(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor)
    add_template(live, vendor)
    live.connect()


@pytest.fixture
def better(tmp_path: Path) -> str:
    page = tmp_path / "better.html"
    page.write_text("<p>Better</p>")
    return str(page)


def test_a_template_whose_change_had_no_answer(live_command: Command, vendor: Vendor, better: str) -> None:
    assert "<p>Hi</p>" in live_command("templates", "show", "welcome").out
    vendor.lose_connection_after("ModifyTemplate")
    assert live_command("templates", "change", "welcome", "--html", better).code == 5
    vendor.find_connection()
    shown = live_command("templates", "show", "welcome").out
    assert "<p>Better</p>" in shown
    assert "approved" not in shown


def test_a_template_that_the_service_keeps_as_a_draft(
    live_command: Command, vendor: Vendor, better: str
) -> None:
    assert "<p>Hi</p>" in live_command("templates", "show", "welcome").out
    vendor.account.guesses.changed_template = "0"
    assert live_command("templates", "change", "welcome", "--html", better).code == 3
    shown = live_command("templates", "show", "welcome").out
    assert "<p>Better</p>" in shown
    assert "approved" not in shown


@pytest.mark.parametrize(
    ("call", "change", "listing", "name"),
    [
        ("CreateDomain", ("domains", "add", "two.example.com"), ("domains",), "two.example.com"),
        (
            "CreateMailAddress",
            ("senders", "add", "two@mail.example.com"),
            ("senders",),
            "two@mail.example.com",
        ),
    ],
)
def test_what_was_added_without_an_answer_is_listed(
    live_command: Command,
    vendor: Vendor,
    call: str,
    change: tuple[str, ...],
    listing: tuple[str, ...],
    name: str,
) -> None:
    assert name not in live_command(*listing).out
    vendor.lose_connection_after(call)
    assert live_command(*change).code == 5
    vendor.find_connection()
    assert name in live_command(*listing).out
