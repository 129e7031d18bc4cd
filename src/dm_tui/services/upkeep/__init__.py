"""Upkeep: backups, checks of the installation, and crash reports."""
