"""The conversation as a whole: where it begins, from step to step, and the console at its end."""

import sys
from collections.abc import Callable
from pathlib import Path

from dm_tui.content import help_on
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.receipt import heading
from dm_tui.domain.purchase.wizard import Draft, Step, applicable, next_step, previous_step, rule_of
from dm_tui.plain.dialogue import COMMANDS, Dialogue, Left, WentBack
from dm_tui.plain.wizard_session import Walk, read_account
from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings import ascii_only


def open_plain(state: Path, provider: str) -> int:
    """Talk with the user on stdin and stdout, and return the exit code."""
    mail = DirectMail(state, provider)
    try:
        dialogue = Dialogue(sys.stdin.fileno(), sys.stdout, ascii_only=ascii_only())
        return converse(mail, dialogue)
    finally:
        mail.close()


def converse(mail: DirectMail, dialogue: Dialogue) -> int:
    """Go on where the user left, in whichever face that was, until the user leaves."""
    from dm_tui.plain.console import activation, visit, wants_activation

    read_account(mail, dialogue)
    resumed = mail.drafts.resume()
    account = mail.prerequisites.account()
    dialogue.say(
        f"Direct Mail, {mail.prerequisites.kind.lower()}, account {account.id}",
        COMMANDS,
        *(f"! {notice}" for notice in (*mail.notices, resumed.notice) if notice),
    )
    draft, first = resumed.draft, True
    try:
        while True:
            if draft is not None and _walked(Walk(mail, dialogue, draft), can_return=not first):
                draft = activation(mail) if wants_activation(mail, dialogue) else None
            else:
                draft = visit(mail, dialogue)
            first = False
    except Left:
        dialogue.say("", "Everything you typed is saved. Next time you go on from here.")
    return 0


def _walked(walk: Walk, *, can_return: bool) -> bool:
    """Go from step to step; return False where the user went back to the console."""
    walk.keep()
    while True:
        asked = walk.dialogue.asked
        try:
            _announce(walk)
            _question(walk.draft.step)(walk)
            walk.draft = _completed(walk)
        except Left:
            walk.keep()  # what a failed save left over
            raise
        except WentBack:
            target = previous_step(walk.draft)
            if target is None and can_return and walk.draft.step is not Step.RECEIPT:
                return False
            if target is None:
                walk.say("There is no way back from here. q leaves.")
                continue
        except DirectMailError as error:
            if (
                walk.dialogue.asked == asked
            ):  # it would happen again and again without a word in between
                raise
            walk.say(f"! {error}")
            continue
        else:
            target = next_step(walk.draft)
        if target is None:
            walk.mail.drafts.finish()
            return True
        walk.keep(step=target)


def _announce(walk: Walk) -> None:
    steps = [rule.step for rule in applicable(walk.draft)]
    rule = rule_of(walk.draft.step)
    question = rule.question
    if rule.step is Step.RECEIPT:
        question = heading(walk.mail.purchases.order(walk.draft.order_id or ""))
    walk.dialogue.help = help_on(rule.step).about
    walk.say(
        "",
        f"Step {steps.index(rule.step) + 1} of {len(steps)}: {rule.title}",
        question,
    )


def _completed(walk: Walk) -> Draft:
    from dm_tui.services.wizard_steps import complete

    draft = complete(walk.mail, walk.draft)
    if draft.step is Step.ACTIVATION:
        walk.say("Pay-as-you-go is active.")
    return draft


def _question(step: Step) -> Callable[[Walk], None]:
    from dm_tui.plain import payment, steps

    return {
        Step.PREREQUISITES: steps.ask_region,
        Step.BILLING_MODEL: steps.ask_billing_model,
        Step.PLAN: steps.ask_plan,
        Step.CONFIRM: steps.ask_to_confirm,
        Step.PAYMENT: payment.ask_to_pay,
        Step.RECEIPT: steps.show_receipt,
        Step.ACTIVATION: steps.ask_to_activate,
    }[step]
