"""Reads spreadsheets row by row: CSV in any encoding, and workbooks."""
