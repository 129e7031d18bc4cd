"""The command line: one function per command, no rules of its own."""
