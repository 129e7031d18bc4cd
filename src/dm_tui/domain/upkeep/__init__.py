"""The words of upkeep: backups and crash reports."""
