"""The Management Console."""
