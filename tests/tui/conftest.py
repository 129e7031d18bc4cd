"""Users who sit down at any step, each at a program of their own over one state file."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

import pytest

from dm_tui.domain.purchase.agreements import AGREEMENTS
from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from tests.remembered_scenarios import remember_scenarios
from tests.tui.journey import User, sit_down

SitDown = Callable[..., AbstractAsyncContextManager[User]]
LeftAt = Callable[..., WizardDraft]


@pytest.fixture(autouse=True)
def only_the_steps_that_are_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mount no step beforehand: most tests see two of seven, and mounting is what takes the time."""
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)


@pytest.fixture(autouse=True)
def scenarios_of_the_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load a scenario as it was the last time the clock said the same."""
    remember_scenarios(monkeypatch, same=lambda now: now)


@pytest.fixture
def steps_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mount the other steps soon after the start, as the program does."""
    monkeypatch.setattr(app, "WARM_UP_AFTER", 0.05)


@pytest.fixture
def user_at(open_direct_mail: Callable[[], DirectMail]) -> SitDown:
    """Start the program on the test's state file: `async with user_at() as user`."""

    def start(
        size: tuple[int, int] = (80, 24), *, survives: bool = False
    ) -> AbstractAsyncContextManager[User]:
        return sit_down(open_direct_mail(), size, survives=survives)

    return start


@pytest.fixture
def left_at(direct_mail: DirectMail) -> LeftAt:
    """Leave the wizard at a step, with the answers that lead there; the next start goes on from it."""

    def leave(step: Step, **answers: object) -> WizardDraft:
        catalogue = direct_mail.purchases.catalogue()
        region = direct_mail.prerequisites.account().region
        draft = WizardDraft(step=step, region=region, catalogue_version=catalogue.version)
        draft = draft.model_copy(update=answers)
        if step is Step.ACTIVATION:
            draft = draft.model_copy(update={"billing_model": BillingModel.PAY_AS_YOU_GO})
        if step in (Step.PAYMENT, Step.RECEIPT) and draft.order_id is None:
            terms = catalogue.terms_version
            order = direct_mail.purchases.confirm(draft.spec, int(draft.quantity), region, terms)
            draft = draft.model_copy(update={"order_id": order.id})
            draft = AGREEMENTS[Step.CONFIRM].accept(draft, terms)
            if step is Step.RECEIPT:
                direct_mail.purchases.pay(order.id, "card-4242")
        return direct_mail.wizard_drafts.save(draft)

    return leave


@pytest.fixture
def with_slow_bank(
    state_path: Path, fixed_clock: Callable[[], datetime]
) -> Callable[[Callable[[float], None]], DirectMail]:
    """Open the account with a bank that takes as long as `sleep` does."""

    def open_with(sleep: Callable[[float], None]) -> DirectMail:
        return DirectMail(state_path, clock=fixed_clock, sleep=sleep)

    return open_with
