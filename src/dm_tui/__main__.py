"""`dm-tui` and `python -m dm_tui`."""

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # starting makes much and drops little; the interface turns it on again when it stands
    try:
        from dm_tui.cli.main import run_program

        code = run_program(sys.argv[1:])
    except KeyboardInterrupt:  # before anything began
        code = 130
    gc.freeze()  # the interpreter looks for garbage once more as it ends: nothing of this is worth a look
    sys.exit(code)


if __name__ == "__main__":
    main()
