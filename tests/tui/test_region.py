"""A region for this program alone: the interface begins there, and what is stored stays."""

from collections.abc import Callable
from pathlib import Path

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app import DirectMailApp
from tests.tui.conftest import SitDown
from tests.tui.journey import sit_down

Open = Callable[[], DirectMail]


async def test_the_interface_begins_in_the_region_of_the_option(
    state_path: Path, open_direct_mail: Open
) -> None:
    now = open_direct_mail().now
    here = DirectMail(state_path, region="frankfurt", clock=now, sleep=lambda seconds: None)
    async with sit_down(here, (80, 24)) as user:
        await user.sees("prerequisites")
        assert user.chosen("#region") == "eu-central-1"
        assert "Germany (Frankfurt)" in user.rows()[0]
        await user.goes_on()
        await user.sees("billing-model")
    assert open_direct_mail().prerequisites.account().region == "ap-southeast-1"


async def test_another_region_that_is_chosen_in_the_wizard_is_stored(
    user_at: SitDown, open_direct_mail: Open
) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("us-east-1")
        await user.goes_on()
        await user.sees("billing-model")
    assert open_direct_mail().prerequisites.account().region == "us-east-1"


def test_an_app_takes_a_region(state_path: Path) -> None:
    app = DirectMailApp.for_state(state_path, region="virginia")
    assert app.direct_mail.prerequisites.account().region == "us-east-1"
