"""The tab Account."""
