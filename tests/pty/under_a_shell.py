"""Runs the program as a shell does: waits for its end, says how it was, and goes on until a line is typed."""

import os
import sys

from dm_tui.__main__ import main

if (program := os.fork()) == 0:
    main()
print(f"\r\n[{program}]", flush=True)
print(f"ended {os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])}", flush=True)
sys.stdin.readline()
