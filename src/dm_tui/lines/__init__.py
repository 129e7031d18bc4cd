"""What the two faces without a screen, `cli` and `plain`, have in common: text by the line, and questions.

A room below both, so that neither knows the other: `plain` shows orders without importing commands, and a
command asks for consent without importing a wizard.
"""
