"""Runs the program as a shell does: waits for its end, says how it was, and goes on until a line is typed."""

import subprocess
import sys

child = subprocess.Popen([sys.executable, "-m", "dm_tui", *sys.argv[1:]])
print(f"\r\n[{child.pid}]", flush=True)
print(f"ended {child.wait()}", flush=True)
sys.stdin.readline()
