"""The program with a fault in the step of the plan, and secrets where it happens."""

from dm_tui.__main__ import main
from dm_tui.tui.wizard.plan import PlanScreen


def paint(screen: PlanScreen) -> None:
    password = "".join(("hunter", "2"))
    raise RuntimeError(" ".join(("correct", "horse")), len(password))


PlanScreen.paint = paint  # type: ignore[assignment]  # a method
main()
