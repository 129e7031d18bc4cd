"""One door to the product: which providers there are, what is preferred, what is saved beside the state."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.services.direct_mail import DirectMail, system_clock
from dm_tui.settings import Preferences


def test_an_unknown_provider_is_refused(state_path: Path) -> None:
    with pytest.raises(DirectMailError) as refused:
        DirectMail(state_path, "postmark")
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "unknown-provider")
    assert not state_path.parent.exists()


def test_opening_an_account_writes_nothing(mail: DirectMail) -> None:
    mail.overviews.overview()
    mail.purchases.orders()
    mail.drafts.resume()
    assert mail.signature() is None
    assert not mail.state_path.parent.exists()


def test_the_system_clock_is_aware() -> None:
    assert system_clock().tzinfo is not None


def test_a_preference_is_kept_and_the_others_stay(
    mail: DirectMail, open_mail: Callable[[], DirectMail]
) -> None:
    assert mail.preferences() == Preferences()
    mail.prefer(prompt_activation=False)
    mail.prefer(theme="dm-light")
    assert open_mail().preferences() == Preferences(theme="dm-light", prompt_activation=False)


def test_a_saved_text_lies_beside_the_state_and_is_private(mail: DirectMail) -> None:
    mail.prefer(theme="dm-light")
    saved = mail.save_text("receipt.txt", ["Zażółć", "USD 13.05"])
    assert saved.parent == mail.state_path.parent
    assert saved.read_text(encoding="utf-8") == "Zażółć\nUSD 13.05\n"
    assert saved.stat().st_mode & 0o777 == 0o600


def test_a_saved_text_replaces_the_one_before(mail: DirectMail) -> None:
    mail.prefer(theme="dm-light")
    mail.save_text("receipt.txt", ["a long line that has to go"])
    assert mail.save_text("receipt.txt", ["short"]).read_text() == "short\n"


def test_a_change_by_another_program_is_noticed(
    mail: DirectMail, open_mail: Callable[[], DirectMail]
) -> None:
    mail.prefer(theme="dm-light")
    seen, now = mail.signature(), mail.now()
    open_mail().sandbox.advance("1d")
    assert mail.signature() != seen
    assert (mail.now() - now).days == 1
