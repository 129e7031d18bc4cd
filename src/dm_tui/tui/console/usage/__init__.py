"""The tab Usage."""
