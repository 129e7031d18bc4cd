"""What screens say to the program. A screen gets a model and posts a model; it never reaches further."""

from typing import TYPE_CHECKING

from textual.message import Message

from dm_tui.domain.purchase.wizard import WizardDraft

if TYPE_CHECKING:
    from dm_tui.domain.purchase.order import Order


class Proceed(Message):
    """The step is complete: save the draft and show the next one."""

    def __init__(self, draft: WizardDraft) -> None:
        super().__init__()
        self.draft = draft


class GoBack(Message):
    """Show the step before, with everything as it was typed."""

    def __init__(self, draft: WizardDraft) -> None:
        super().__init__()
        self.draft = draft


class LeaveWizard(Message, namespace="wizard"):
    """The user wants out; nothing typed may be lost. (Textual has a `Leave` of its own.)"""


class OpenConsole(Message):
    """The purchase or activation is done: on to the Management Console."""


class StartWizard(Message):
    """Begin buying, activating, or paying an order, from the console, at the draft's own step."""

    def __init__(self, draft: WizardDraft) -> None:
        super().__init__()
        self.draft = draft


class QuitRequested(Message):
    """The system wants the program to end, or the terminal is gone: keep what was typed and leave with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


class ReadAccount(Message):
    """Read a live account anew: the user asks again."""


class PaymentRequested(Message):
    """Pay an order by a method, or check what became of its last payment when `method` is None.

    `spend` is the amount as it was typed, where money is real. `not_bought` is the user's word on an outcome
    that nobody can find out.
    """

    def __init__(
        self, order_id: str, method: str | None, spend: str = "", *, not_bought: bool = False
    ) -> None:
        super().__init__()
        self.order_id = order_id
        self.method = method
        self.spend = spend
        self.not_bought = not_bought


class PaymentEnded(Message):
    """The provider answered: the order as it stands now, or what went wrong instead."""

    def __init__(self, order: "Order | None", problem: str = "") -> None:
        super().__init__()
        self.order = order
        self.problem = problem
