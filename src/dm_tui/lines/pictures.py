"""The sentences of the wizard's pictures, which faces without pictures say instead."""

from dm_tui.domain.advice.saving_wording import saving_words
from dm_tui.domain.dates import show_date
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.quote import Quote
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import TimeOfPlan, saving_for_draft


def saving_sentence(direct_mail: DirectMail, draft: WizardDraft) -> str:
    """Return what the picture of the saving shows, empty where there is none."""
    try:
        return saving_words(saving_for_draft(direct_mail, draft))
    except DirectMailError:  # the comparison says what is wrong
        return ""


def time_sentence(time: TimeOfPlan, quote: Quote) -> str:
    """Return what the line from today to the end of the plan shows."""
    if time.monthly is None:
        if time.used == 0:
            return f"None of it can be used before it expires on {show_date(time.ends)}."
        if time.used_up is None:
            return f"It can be used until {show_date(time.ends)}."
        after = "After the plans you own, your" if time.used_from is not None else "Your"
        return f"{after} daily quota lets it be used up on {show_date(time.used_up)} at the earliest."
    if time.used_up is not None and time.used_from is not None:
        begin, end = show_date(time.used_from), show_date(time.used_up)
        return f"At {time.monthly:,} a month it is used from about {begin} until about {end}."
    if time.used_up is not None:
        return f"At {time.monthly:,} a month it lasts until about {show_date(time.used_up)}."
    if time.used is None:
        return f"How much of it is used at {time.monthly:,} a month is not known."
    if time.used == 0:
        return f"At {time.monthly:,} a month it is never used before it expires."
    if time.used == quote.emails:
        return f"At {time.monthly:,} a month it is used up before it expires."
    left = quote.emails - time.used
    return f"At {time.monthly:,} a month about {left:,} emails are left over when it expires."
