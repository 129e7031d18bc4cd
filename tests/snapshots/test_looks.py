"""How every step and the console look, at two sizes, light and without colour."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dm_tui.domain.purchase.agreements import AGREEMENTS
from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app import DirectMailApp
from dm_tui.tui.console import screen
from dm_tui.tui.console.overview import overview_tab
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.wizard.payment import PaymentScreen
from tests.snapshots.sessions import LOOKS, Look, Play, compare, has_counted, until

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)

Story = list[str | tuple[str, ...]]
"""What to press, and between the presses the id of the screen to wait for, as `("sees", id)`."""

PAY: Story = ["tab", "enter"]
TO_RECEIPT: Story = [("sees", "payment"), *PAY, ("sees", "receipt")]
BEFORE_PAYMENT = ("confirm", "plan", "billing-model", "prerequisites")
TO_TEMPLATE: Story = [
    *(("sees", "console"), tab_key("senders"), "v", "v", "down", "enter"),
    ("sees", "template"),
]

STORIES: dict[str, tuple[str, Story]] = {
    "prerequisites": ("fresh", []),
    "prerequisites-missing": ("ram-user", ["down"]),
    "billing-model": ("fresh", ["enter", ("sees", "billing-model"), "tab", "2", "0", "k"]),
    "plan": ("fresh", [("sees", "plan"), "down", "enter", "up", "up"]),
    "confirm": ("fresh", [("sees", "confirm")]),
    "payment": ("fresh", [("sees", "payment")]),
    "payment-unknown": ("fresh", [("sees", "payment"), *["down"] * 5, *PAY, ("idle",)]),
    "open-order": (
        "fresh",
        [("sees", "payment"), *(word for id in BEFORE_PAYMENT for word in ("escape", ("sees", id)))],
    ),
    "leave": ("fresh", [("sees", "plan"), "q", ("sees", "leave")]),
    "payment-declined": ("fresh", [("sees", "payment"), "down", "down", *PAY, ("idle",)]),
    "receipt": ("fresh", TO_RECEIPT),
    "activation": (
        "fresh",
        ["enter", ("sees", "billing-model"), "down", "enter", "enter", ("sees", "activation")],
    ),
    "activation-prompt": ("fresh", [*TO_RECEIPT, "escape", ("sees", "activation-prompt")]),
    "console": ("busy", [("sees", "console")]),
    "console-plans": ("busy", [("sees", "console"), "2"]),
    "console-orders": ("busy", [("sees", "console"), "2", "v"]),
    "console-search": (
        "busy",
        [("sees", "console"), "3", "v", "slash", *"-12-1", ("found", "with “-12-1”"), "enter"],
    ),
    "console-usage": ("busy", [("sees", "console"), "3", "left", "left"]),
    "console-usage-list": ("busy", [("sees", "console"), "3", "v"]),
    "console-bills": ("busy", [("sees", "console"), "4"]),
    "console-pay-bill": ("overdue", [("sees", "console"), "4", "enter", ("sees", "bill")]),
    "console-domains": ("busy", [("sees", "console"), tab_key("senders")]),
    "console-senders": ("busy", [("sees", "console"), tab_key("senders"), "v"]),
    "console-templates": ("busy", [("sees", "console"), tab_key("senders"), "v", "v"]),
    "domain": (
        "busy",
        [("sees", "console"), tab_key("senders"), "enter", ("sees", "domain"), "down", "down"],
    ),
    "template": ("busy", TO_TEMPLATE),
    "template-editor": ("busy", [*TO_TEMPLATE, "e", ("sees", "template-editor"), "end", *" {Nope}", "f4"]),
    "console-messages": ("busy", [("sees", "console"), tab_key("messages")]),
    "console-advice": ("busy", [("sees", "console"), tab_key("advice"), ("found",)]),
    "console-account": ("busy", [("sees", "console"), tab_key("account")]),
    "help": ("fresh", ["f1"]),
}

LEFT_AT = {
    **dict.fromkeys(("plan", "leave"), Step.PLAN),
    "confirm": Step.CONFIRM,
    **dict.fromkeys(
        ("payment", "payment-unknown", "payment-declined", "open-order", "receipt", "activation-prompt"),
        Step.PAYMENT,
    ),
}
"""The step of a purchase with which the program begins where a story would only walk to it."""


def _leave_at(direct_mail: DirectMail, step: Step) -> None:
    catalogue = direct_mail.purchases.catalogue()
    region, terms = direct_mail.prerequisites.account().region, catalogue.terms_version
    draft = WizardDraft(step=step, region=region, catalogue_version=catalogue.version)
    if step is Step.PAYMENT:
        order = direct_mail.purchases.confirm(draft.spec, int(draft.quantity), region, terms)
        draft = AGREEMENTS[Step.CONFIRM].accept(draft.model_copy(update={"order_id": order.id}), terms)
    direct_mail.wizard_drafts.save(draft)


OPENED_WIDE = {"console-search"}
"""What shows more in a window that was large when it was opened."""


def _tell(story: Story) -> Callable[[Pilot[Any]], Awaitable[None]]:
    async def run(pilot: Pilot[Any]) -> None:
        for word in story:
            if isinstance(word, str):
                await pilot.press(word)
            elif word[0] == "sees":
                await until(lambda id=word[1]: pilot.app.screen.id == id)  # type: ignore[misc]
            elif word[0] == "found":
                await until(lambda words=word[1:]: has_counted(pilot, *words))  # type: ignore[misc]
            else:
                await until(lambda: not pilot.app.workers or _idle(pilot))
            await pilot.pause()

    return run


def _idle(pilot: Pilot[Any]) -> bool:
    return all(worker.is_finished for worker in pilot.app.workers if worker.group == "payment")


PAIRS = [(name, look) for name in STORIES for look in LOOKS]


@pytest.mark.parametrize(("name", "look"), PAIRS)
def test_screen_looks_as_it_did(
    name: str, look: str, tmp_path: Path, snap_compare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, story = STORIES[name]
    monkeypatch.setattr(screen, "WARM_UP_AFTER", 3600.0)  # a reminder would come into the picture
    monkeypatch.setattr(overview_tab, "ADDED_AFTER", 0.01)  # what it adds is in every picture
    monkeypatch.setattr(PaymentScreen, "_tick", lambda step: None)  # its seconds are those of the clock

    def start(begin: Look) -> tuple[DirectMailApp, Play]:
        path = tmp_path / "state" / "state.json"
        direct_mail = DirectMail(path, clock=lambda: NOW, sleep=lambda seconds: None)
        direct_mail.sandbox.load(scenario)
        direct_mail.set_preferences(theme=begin.theme, prompt_activation=scenario == "fresh")
        if name in LEFT_AT:
            _leave_at(direct_mail, LEFT_AT[name])
        return DirectMailApp.for_state(path, now=NOW), _tell(story)

    assert compare(snap_compare, monkeypatch, ("looks", name), look, start, opened_wide=name in OPENED_WIDE)
