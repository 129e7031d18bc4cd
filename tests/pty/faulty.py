"""The program with a fault in the step of the plan of both faces, and secrets where it happens."""

from dm_tui.__main__ import main
from dm_tui.plain import steps
from dm_tui.tui.wizard.plan import PlanScreen


def fault(*_: object) -> None:
    password = "".join(("hunter", "2"))
    raise RuntimeError(" ".join(("correct", "horse")), len(password))


setattr(PlanScreen, "paint", fault)  # noqa: B010
setattr(steps, "ask_plan", fault)  # noqa: B010
main()
