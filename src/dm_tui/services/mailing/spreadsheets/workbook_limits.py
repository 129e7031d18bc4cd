"""How large a workbook may be: the process that reads it, a sheet, its cells, and what is written of it."""

from contextlib import suppress

MOST_MEMORY = 2 * 1024**3
"""Bytes that the process may take: the library takes 0.3 GB for a full sheet of a million rows (our own
limit).
"""

MOST_SECONDS, MOST_WRITTEN = 300, 1024**3
"""Seconds and characters written after which it ends (our own limit)."""

WIDE_GAP, MOST_IN_GAPS = 256, 16_000_000
"""Empty cells in a row before one far out, and how many of them all such rows may have (our own limit): each
is a separator that is written and read, so that a small file with many such rows would fill the disk.
"""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet (ECMA-376)."""

MOST_TEXT = 10 * 32_767
"""Characters of a cell: ten times what spreadsheet programs take (our own limit)."""


def limit_process() -> None:
    """Limit what the process may take, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MOST_WRITTEN, 4 * MOST_WRITTEN))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
