"""Dialogs over the screen they belong to: questions, notices, forms, items."""
