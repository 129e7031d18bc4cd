"""The console as a short menu: status, orders and messages as lines, and the entries of the wizard."""

from collections.abc import Callable

from dm_tui.content import load_help, read_content
from dm_tui.domain.account.unknown_figures import Figure, ReadingPart
from dm_tui.domain.purchase.quote_wording import fill_prices
from dm_tui.domain.purchase.wizard import BillingModel, Step, WizardDraft
from dm_tui.lines.dialogue import BackRequested, Dialogue
from dm_tui.lines.messages import message_list_lines
from dm_tui.lines.orders import order_list_lines
from dm_tui.lines.status import status_lines
from dm_tui.plain.bill_payment import overdue_bill, pay_bill
from dm_tui.plain.wizard_session import refresh_live_account
from dm_tui.services.all_orders import current_orders
from dm_tui.services.direct_mail import DirectMail

SHOWN: dict[str, Callable[[DirectMail], list[str]]] = {
    "status": lambda direct_mail: status_lines(direct_mail.overviews.overview()),
    "orders": lambda direct_mail: order_list_lines(
        current_orders(direct_mail),
        direct_mail.part_read_at(ReadingPart.ORDERS),
        direct_mail.now(),
        direct_mail.facts.vendor_name,
        direct_mail.prerequisites.account().unknown_of(Figure.ORDERS),
        may_buy=direct_mail.prerequisites.may_buy(),
    ),
    "messages": lambda direct_mail: message_list_lines(direct_mail.overviews.messages()),
}
MENU = {"status": "Status", "orders": "Orders", "messages": "Messages", "buy": "Buy plans"}
ACTIVATE = "activate"
PAY = "pay"


def show_menu(direct_mail: DirectMail, dialogue: Dialogue) -> WizardDraft:
    """Answer the menu until the user opens the wizard; return the wizard's first draft."""
    dialogue.help = load_help("plain-console").about
    while True:
        dialogue.say("", "Console")
        active = direct_mail.activation.current().active
        menu = MENU if active else {**MENU, ACTIVATE: "Activate Direct Mail"}
        bill = overdue_bill(direct_mail)
        if bill is not None:
            menu = {**menu, PAY: f"Pay the overdue bill of {bill.total}"}
        try:
            match dialogue.choose("Choose", list(menu.items()), None):
                case "buy":
                    return WizardDraft()
                case "activate":
                    return activation_draft(direct_mail)
                case "pay" if bill is not None:
                    pay_bill(direct_mail, dialogue, bill)
                case name:
                    refresh_live_account(direct_mail, dialogue)
                    dialogue.say(*SHOWN[name](direct_mail))
        except BackRequested:
            dialogue.say("You are at the first menu. q leaves.")


def wants_activation(direct_mail: DirectMail, dialogue: Dialogue) -> bool:
    """Ask on landing to activate, to proceed (purchase guide); after Later, never again."""
    inactive = direct_mail.activation.current().active is False
    if not inactive or not direct_mail.preferences().prompt_activation:
        return False
    prompt = fill_prices(read_content("activation-prompt.txt"), direct_mail.purchases.catalogue())
    title, _, *body = prompt.splitlines()
    dialogue.say("", title, *filter(None, body))
    try:
        answer = dialogue.choose("Choose", [("later", "Later"), ("now", "Activate now")], "later")
    except BackRequested:
        answer = "later"
    if answer == "now":
        return True
    direct_mail.set_preferences(prompt_activation=False)
    return False


def activation_draft(direct_mail: DirectMail) -> WizardDraft:
    """Return the draft that begins at the activation agreement."""
    return WizardDraft(
        step=Step.ACTIVATION,
        billing_model=BillingModel.PAY_AS_YOU_GO,
        region=direct_mail.prerequisites.account().region,
    )
