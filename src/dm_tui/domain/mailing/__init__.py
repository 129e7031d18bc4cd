"""One mailing: message, recipients, states."""
