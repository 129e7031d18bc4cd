"""The messages screens post to the program.

A screen gets a model and posts a model; it reaches no further.
"""

from typing import TYPE_CHECKING

from textual.message import Message

from dm_tui.domain.purchase.wizard import Step, WizardDraft

if TYPE_CHECKING:
    from dm_tui.domain.purchase.order import Order


class Act(Message):
    """What the user did on the screen in front; once another one is there it does nothing."""


class Proceed(Act):
    """The step is complete: save the draft and show the next one."""

    def __init__(self, draft: WizardDraft) -> None:
        super().__init__()
        self.draft = draft


class GoBack(Act):
    """Show the previous step, or one before it, with everything the user typed."""

    def __init__(self, draft: WizardDraft, to: Step | None = None) -> None:
        super().__init__()
        self.draft = draft
        self.to = to


class LeaveWizard(Act, namespace="wizard"):
    """The user leaves the wizard; nothing typed may be lost. (Textual has a `Leave` of its own.)"""


class OpenConsole(Act):
    """Leave the wizard for the Management Console, and do what its action `then` does."""

    def __init__(self, then: str = "") -> None:
        super().__init__()
        self.then = then


class StartWizard(Act):
    """Start the wizard from the console at the draft's step: to buy, activate or pay an order."""

    def __init__(self, draft: WizardDraft) -> None:
        super().__init__()
        self.draft = draft


class QuitRequested(Message):
    """The system ends the program, or the terminal is gone: save what was typed and exit with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


class ReadAccount(Message):
    """Read a live account again."""


class AccountChanged(Message):
    """A dialog has changed the account: what lies behind it shows that at once."""


class PaymentRequested(Message):
    """Pay an order by a method, or check the outcome of its last payment if `method` is None.

    `spend` is the amount the user typed where money is real. `not_bought` is the user's word on an outcome
    that cannot be found out; `sighting` is the plan or order that was bought, "" where all that is there is
    another purchase.
    """

    def __init__(
        self,
        order_id: str,
        method: str | None,
        spend: str = "",
        *,
        not_bought: bool = False,
        sighting: str | None = None,
    ) -> None:
        super().__init__()
        self.order_id = order_id
        self.method = method
        self.spend = spend
        self.not_bought = not_bought
        self.sighting = sighting


class PaymentEnded(Message):
    """The provider answered: the order now, or the problem."""

    def __init__(self, order: "Order | None", problem: str = "") -> None:
        super().__init__()
        self.order = order
        self.problem = problem
