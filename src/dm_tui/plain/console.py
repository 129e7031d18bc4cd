"""The console as a short menu: what the command line would say, and the ways into the wizard."""

from argparse import Namespace

from dm_tui.cli import commands, inbox, status
from dm_tui.content import help_on, read
from dm_tui.domain.purchase.wizard import BillingModel, Draft, Step
from dm_tui.plain.dialogue import Dialogue, WentBack
from dm_tui.plain.wizard_session import read_account
from dm_tui.services.direct_mail import DirectMail

SHOWN = {"status": status.status, "orders": commands.orders, "messages": inbox.messages}
MENU = {"status": "Status", "orders": "Orders", "messages": "Messages", "buy": "Buy plans"}
ACTIVATE = "activate"


def visit(mail: DirectMail, dialogue: Dialogue) -> Draft:
    """Show what is asked for, until the wizard is wanted; return the draft it begins with."""
    dialogue.help = help_on("console").about
    while True:
        dialogue.say("", "Console")
        active = mail.activation.present().active
        menu = MENU if active else {**MENU, ACTIVATE: "Activate pay-as-you-go"}
        try:
            match dialogue.choose("What", list(menu.items()), None):
                case "buy":
                    return Draft()
                case "activate":
                    return activation(mail)
                case name:
                    read_account(mail, dialogue)
                    dialogue.say(*SHOWN[name](mail, Namespace()).lines)
        except WentBack:
            dialogue.say("There is nothing before the console. q leaves.")


def wants_activation(mail: DirectMail, dialogue: Dialogue) -> bool:
    """Ask on landing whether pay-as-you-go shall be enabled as well; Later is not asked again (purchase guide)."""
    if mail.activation.present().active or not mail.preferences().prompt_activation:
        return False
    title, _, *body = read("activation-prompt.txt").splitlines()
    dialogue.say("", title, *filter(None, body))
    try:
        answer = dialogue.choose("Answer", [("later", "Later"), ("now", "Activate now")], "later")
    except WentBack:
        answer = "later"
    if answer == "now":
        return True
    mail.prefer(prompt_activation=False)
    return False


def activation(mail: DirectMail) -> Draft:
    """Return the draft that begins at the activation agreement."""
    return Draft(
        step=Step.ACTIVATION,
        billing_model=BillingModel.PAY_AS_YOU_GO,
        region=mail.prerequisites.account().region,
    )
