"""The program, as `dm-tui` and as `python -m dm_tui`."""

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # a start allocates much and frees little; the interface enables it once it is shown
    try:
        from dm_tui.cli.main import run_program

        code = run_program(sys.argv[1:])
    except KeyboardInterrupt:  # before anything began
        code = 130
    gc.freeze()  # spares the interpreter's last collection, which would free nothing of use
    sys.exit(code)


if __name__ == "__main__":
    main()
