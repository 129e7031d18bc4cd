"""The recipient of every preview of a template, and of a test letter."""

EXAMPLE_VALUES = {
    "EAddr": "ada@example.com",
    "UserName": "Ada Lovelace",
    "NickName": "Ada",
    "Gender": "female",
    "Birthday": "1815-12-10",
    "Mobile": "+44 20 7946 0000",
}
"""The recipient of every preview, and the values of a test letter."""
