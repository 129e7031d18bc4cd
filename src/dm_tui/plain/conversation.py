"""The whole conversation: where it begins, from step to step, and the console at its end."""

import sys
from collections.abc import Callable
from pathlib import Path

from dm_tui.content import load_help
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.payment_wording import ALREADY_BOUGHT, BUY_AGAIN
from dm_tui.domain.purchase.receipt import receipt_heading
from dm_tui.domain.purchase.wizard import Step, WizardDraft, applicable, next_step, previous_step, step_rule
from dm_tui.domain.purchase.wording import EVERYTHING_SAVED, PAY_AS_YOU_GO_ACTIVE
from dm_tui.lines.dialogue import KEY_HELP, BackRequested, Dialogue, LeaveRequested
from dm_tui.plain.payment_words import AGAIN_WORD
from dm_tui.plain.without_tabs import without_tabs
from dm_tui.plain.wizard_session import WizardSession, refresh_live_account
from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings.ascii_only import ascii_only
from dm_tui.settings.profiles import profile_name


def open_plain(state: Path, provider: str, region: str) -> int:
    """Talk with the user on stdin and stdout, and return the exit code."""
    direct_mail = DirectMail(state, provider, region)
    try:
        dialogue = Dialogue(sys.stdin.fileno(), sys.stdout, ascii_only=ascii_only())
        return converse(direct_mail, dialogue)
    finally:
        direct_mail.close()


def converse(direct_mail: DirectMail, dialogue: Dialogue) -> int:
    """Resume where the user left, in whichever face, and talk until the user leaves."""
    from dm_tui.plain.console import activation_draft, show_menu, wants_activation

    refresh_live_account(direct_mail, dialogue)
    resumed = direct_mail.wizard_drafts.resume()
    account = direct_mail.prerequisites.account()
    dialogue.say(
        f"Direct Mail, {direct_mail.facts.badge.lower()}, account {account.id}{_profile()}",
        KEY_HELP,
        *(f"! {without_tabs(notice)}" for notice in (*direct_mail.notices, resumed.notice) if notice),
    )
    draft, first = resumed.draft, True
    try:
        while True:
            session = None if draft is None else WizardSession(direct_mail, dialogue, draft)
            if session and _run_wizard(session, can_return=not first):
                draft = activation_draft(direct_mail) if wants_activation(direct_mail, dialogue) else None
            else:
                draft = show_menu(direct_mail, dialogue)
            first = False
    except LeaveRequested:
        dialogue.say("", EVERYTHING_SAVED)
    return 0


def _profile() -> str:
    name = profile_name()
    return f", profile {name}" if name else ""


def _run_wizard(session: WizardSession, *, can_return: bool) -> bool:
    """Go from step to step; return False if the user went back to the console."""
    session.save()
    while True:
        questions_before = session.dialogue.question_count
        try:
            _introduce_step(session)
            _question(session.draft.step)(session)
            session.draft = _complete_step(session)
        except LeaveRequested:
            session.save()  # changes that a failed save left over
            raise
        except BackRequested:
            target = previous_step(session.draft)
            if target is None and can_return and session.draft.step is not Step.RECEIPT:
                return False
            if target is None:
                session.say("You cannot go back from here. q leaves.")
                continue
        except DirectMailError as error:
            if session.dialogue.question_count == questions_before:
                raise  # it would repeat for ever without a question in between
            session.say(f"! {error}")
            continue
        else:
            target = next_step(session.draft)
        if target is None:
            session.direct_mail.wizard_drafts.finish()
            return True
        session.save(step=target)


def _introduce_step(session: WizardSession) -> None:
    steps = [rule.step for rule in applicable(session.draft)]
    rule = step_rule(session.draft.step)
    question = rule.question
    if rule.step is Step.RECEIPT:
        question = receipt_heading(session.direct_mail.purchases.order(session.draft.order_id or ""))
    session.dialogue.help = load_help(rule.step).about
    session.say("", f"Step {steps.index(rule.step) + 1} of {len(steps)}: {rule.title}", question)
    if rule.step in (Step.BILLING_MODEL, Step.PLAN, Step.CONFIRM):
        from dm_tui.services.wizard_steps import waiting_order_words

        waiting = waiting_order_words(session.direct_mail, session.draft)
        session.say(*([f"! {waiting}"] if waiting else []))


def _complete_step(session: WizardSession) -> WizardDraft:
    from dm_tui.services.wizard_steps import complete_step

    try:
        draft = complete_step(session.direct_mail, session.draft)
    except DirectMailError as error:
        if error.code != ALREADY_BOUGHT.code:
            raise
        session.say(f"! {error.message}")
        if session.dialogue.ask_without_typeahead(f"{BUY_AGAIN} Type {AGAIN_WORD}").lower() != AGAIN_WORD:
            raise BackRequested from None
        draft = complete_step(session.direct_mail, session.draft, again=True)
    if draft.step is Step.ACTIVATION:
        session.say(PAY_AS_YOU_GO_ACTIVE)
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
