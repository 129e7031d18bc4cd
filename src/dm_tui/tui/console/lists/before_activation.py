"""The sentence of an empty list whose items nobody can make before Direct Mail is activated."""

from collections.abc import Callable

from dm_tui.services.direct_mail import DirectMail


def unless_inactive(direct_mail: DirectMail, words: str, doing: str) -> Callable[[], str]:
    """Return the sentence of a list: `words`, or that nothing can be done yet; `doing` is `set up` or `sent`."""

    def sentence() -> str:
        if direct_mail.prerequisites.account().activated is False:
            return f"Nothing can be {doing} before activation: press a."
        return words

    return sentence
