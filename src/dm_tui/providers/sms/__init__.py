"""Text messages: through the vendor's service, or into a folder."""
