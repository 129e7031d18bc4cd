"""What recipients get: a letter, its text, HTML, attachments and header fields, as bytes for the wire."""
