"""The sentence of an empty list whose items nobody can make before Direct Mail is activated."""

from collections.abc import Callable

from dm_tui.services.direct_mail import DirectMail


def unless_inactive(direct_mail: DirectMail, words: str, doing: str) -> Callable[[], str]:
    """Return `words`, or before activation that nothing can be `doing` (`set up` or `sent`) yet."""

    def sentence() -> str:
        if direct_mail.prerequisites.account().activated is False:
            return f"Nothing can be {doing} before activation: press a."
        return words

    return sentence
