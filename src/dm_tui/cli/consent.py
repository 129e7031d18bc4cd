"""Consent to terms: `buy` and `activate` show the text and ask on a terminal.

In a pipe they require the option.
"""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from dm_tui.domain.errors import ErrorKind
from dm_tui.services.direct_mail import DirectMail

if TYPE_CHECKING:  # only a question needs the steps
    from dm_tui.domain.purchase.wizard import Step

TERMS_NOT_ACCEPTED = ErrorKind.USAGE.text(
    "terms-not-accepted",
    "Buying requires that you accept the terms of service.",
    "Read them on a terminal, which asks you, or add --accept-terms.",
)

AGREEMENT_NOT_ACCEPTED = ErrorKind.USAGE.text(
    "agreement-not-accepted",
    "Activating requires that you accept the activation agreement.",
    "Read it on a terminal, which asks you, or add --accept-agreement.",
)


def accepts_terms(direct_mail: DirectMail, args: Namespace) -> bool:
    """Say whether the terms of service are accepted, by the option or by an answer."""
    return args.accept_terms or (can_ask() and _ask_about_order(direct_mail, args))


def accepts_agreement(direct_mail: DirectMail, args: Namespace) -> bool:
    """Say whether the activation agreement is accepted, by the option or by an answer."""
    from dm_tui.domain.purchase.wizard import Step

    return args.accept_agreement or (can_ask() and _ask_to_accept(direct_mail, Step.ACTIVATION))


def can_ask() -> bool:
    """Say whether there is a terminal to ask on."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _ask_about_order(direct_mail: DirectMail, args: Namespace) -> bool:
    from dm_tui.domain.purchase.quantity import parse_quantity
    from dm_tui.domain.purchase.quote_wording import order_facts
    from dm_tui.domain.purchase.wizard import Step
    from dm_tui.lines.agreements import TIMES_SIGN, fact_lines

    quote = direct_mail.quotes.quote(args.spec, parse_quantity(args.quantity))
    region = direct_mail.prerequisites.region_words(direct_mail.prerequisites.account().region)
    warnings = (f"! {warning.message}" for warning in quote.warnings)
    facts = fact_lines(order_facts(quote, region, TIMES_SIGN))
    return _ask_to_accept(direct_mail, Step.CONFIRM, *facts, *warnings)


def _ask_to_accept(direct_mail: DirectMail, step: "Step", *facts: str) -> bool:
    """Show `facts` and the text of a step, and ask to accept it.

    All of it on stderr: stdout is for the answer.
    """
    from dm_tui.content import load_help
    from dm_tui.domain.purchase.agreements import AGREEMENTS
    from dm_tui.lines.agreements import agreement_lines
    from dm_tui.lines.dialogue import BackRequested, Dialogue, LeaveRequested
    from dm_tui.settings.ascii_only import ascii_only

    dialogue = Dialogue(sys.stdin.fileno(), sys.stderr, ascii_only=ascii_only())
    dialogue.help = load_help(step).about
    agreement = AGREEMENTS[step]
    dialogue.say(*facts, *agreement_lines(agreement, direct_mail.purchases.catalogue()))
    try:
        return dialogue.ask_without_typeahead(f"{agreement.statement}: type yes").lower() == "yes"
    except (LeaveRequested, BackRequested):
        return False
