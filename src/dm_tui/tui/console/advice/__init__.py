"""The tab Advice."""
