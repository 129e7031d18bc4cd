"""One door to the product: which providers there are, what is preferred, what is saved beside the state."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.services.direct_mail import DirectMail, system_clock
from dm_tui.settings.preferences import Preferences


def test_an_unknown_provider_is_refused(state_path: Path) -> None:
    with pytest.raises(DirectMailError) as refused:
        DirectMail(state_path, "postmark")
    assert (refused.value.kind, refused.value.code) == (ErrorKind.USAGE, "unknown-provider")
    assert not state_path.parent.exists()


def test_opening_an_account_writes_nothing(direct_mail: DirectMail) -> None:
    direct_mail.overviews.overview()
    direct_mail.purchases.orders()
    direct_mail.wizard_drafts.resume()
    assert direct_mail.signature() is None
    assert not direct_mail.state_path.parent.exists()


def test_the_system_clock_is_aware() -> None:
    assert system_clock().tzinfo is not None


def test_a_preference_is_kept_and_the_others_stay(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    assert direct_mail.preferences() == Preferences()
    direct_mail.set_preferences(prompt_activation=False)
    direct_mail.set_preferences(theme="dm-light")
    assert open_direct_mail().preferences() == Preferences(theme="dm-light", prompt_activation=False)


def test_a_saved_text_lies_beside_the_state_and_is_private(direct_mail: DirectMail) -> None:
    direct_mail.set_preferences(theme="dm-light")
    saved = direct_mail.save_text("receipt.txt", ["Zażółć", "USD 13.05"])
    assert saved.parent == direct_mail.state_path.parent
    assert saved.read_text(encoding="utf-8") == "Zażółć\nUSD 13.05\n"
    assert saved.stat().st_mode & 0o777 == 0o600


def test_a_saved_text_replaces_no_file(direct_mail: DirectMail) -> None:
    """It may be the user's; the same text is saved once."""
    direct_mail.set_preferences(theme="dm-light")
    users = direct_mail.state_path.with_name("receipt.txt")
    users.write_text("mine\n")
    saved = [direct_mail.save_text("receipt.txt", [text]).name for text in ("short", "short", "longer")]
    assert saved == ["receipt-2.txt", "receipt-2.txt", "receipt-3.txt"]
    assert users.read_text() == "mine\n"


def test_a_change_by_another_program_is_noticed(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    direct_mail.set_preferences(theme="dm-light")
    seen, now = direct_mail.signature(), direct_mail.now()
    open_direct_mail().sandbox.advance("1d")
    assert direct_mail.signature() != seen
    assert (direct_mail.now() - now).days == 1
