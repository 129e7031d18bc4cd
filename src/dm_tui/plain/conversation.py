"""The conversation as a whole: where it begins, from step to step, and the console at its end."""

import sys
from collections.abc import Callable
from pathlib import Path

from dm_tui.content import load_help
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.wizard import (
    Step,
    WizardDraft,
    applicable,
    next_step,
    previous_step,
    step_rule,
)
from dm_tui.domain.purchase.wording import receipt_heading
from dm_tui.lines.dialogue import KEY_HELP, BackRequested, Dialogue, LeaveRequested
from dm_tui.plain.wizard_session import WizardSession, refresh_live_account
from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings import ascii_only


def open_plain(state: Path, provider: str) -> int:
    """Talk with the user on stdin and stdout, and return the exit code."""
    direct_mail = DirectMail(state, provider)
    try:
        dialogue = Dialogue(sys.stdin.fileno(), sys.stdout, ascii_only=ascii_only())
        return converse(direct_mail, dialogue)
    finally:
        direct_mail.close()


def converse(direct_mail: DirectMail, dialogue: Dialogue) -> int:
    """Go on where the user left, in whichever face that was, until the user leaves."""
    from dm_tui.plain.console import activation_draft, show_menu, wants_activation

    refresh_live_account(direct_mail, dialogue)
    resumed = direct_mail.wizard_drafts.resume()
    account = direct_mail.prerequisites.account()
    dialogue.say(
        f"Direct Mail, {direct_mail.facts.badge.lower()}, account {account.id}",
        KEY_HELP,
        *(f"! {notice}" for notice in (*direct_mail.notices, resumed.notice) if notice),
    )
    draft, first = resumed.draft, True
    try:
        while True:
            if draft is not None and _run_wizard(
                WizardSession(direct_mail, dialogue, draft), can_return=not first
            ):
                draft = (
                    activation_draft(direct_mail)
                    if wants_activation(direct_mail, dialogue)
                    else None
                )
            else:
                draft = show_menu(direct_mail, dialogue)
            first = False
    except LeaveRequested:
        dialogue.say("", "Everything you typed is saved. Next time you go on from here.")
    return 0


def _run_wizard(walk: WizardSession, *, can_return: bool) -> bool:
    """Go from step to step; return False where the user went back to the console."""
    walk.keep()
    while True:
        asked = walk.dialogue.question_count
        try:
            _announce(walk)
            _question(walk.draft.step)(walk)
            walk.draft = _complete_step(walk)
        except LeaveRequested:
            walk.keep()  # what a failed save left over
            raise
        except BackRequested:
            target = previous_step(walk.draft)
            if target is None and can_return and walk.draft.step is not Step.RECEIPT:
                return False
            if target is None:
                walk.say("There is no way back from here. q leaves.")
                continue
        except DirectMailError as error:
            if (
                walk.dialogue.question_count == asked
            ):  # it would happen again and again without a word in between
                raise
            walk.say(f"! {error}")
            continue
        else:
            target = next_step(walk.draft)
        if target is None:
            walk.direct_mail.wizard_drafts.finish()
            return True
        walk.keep(step=target)


def _announce(walk: WizardSession) -> None:
    steps = [rule.step for rule in applicable(walk.draft)]
    rule = step_rule(walk.draft.step)
    question = rule.question
    if rule.step is Step.RECEIPT:
        question = receipt_heading(walk.direct_mail.purchases.order(walk.draft.order_id or ""))
    walk.dialogue.help = load_help(rule.step).about
    walk.say(
        "",
        f"Step {steps.index(rule.step) + 1} of {len(steps)}: {rule.title}",
        question,
    )


def _complete_step(walk: WizardSession) -> WizardDraft:
    from dm_tui.services.wizard_steps import complete_step

    draft = complete_step(walk.direct_mail, walk.draft)
    if draft.step is Step.ACTIVATION:
        walk.say("Pay-as-you-go is active.")
    return draft


def _question(step: Step) -> Callable[[WizardSession], None]:
    from dm_tui.plain import payment_step as payment
    from dm_tui.plain import steps

    return {
        Step.PREREQUISITES: steps.ask_region,
        Step.BILLING_MODEL: steps.ask_billing_model,
        Step.PLAN: steps.ask_plan,
        Step.CONFIRM: steps.ask_to_confirm,
        Step.PAYMENT: payment.ask_to_pay,
        Step.RECEIPT: steps.show_receipt,
        Step.ACTIVATION: steps.ask_to_activate,
    }[step]
