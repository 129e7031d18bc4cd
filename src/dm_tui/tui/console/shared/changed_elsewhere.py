"""What you read where another console has changed the draft that you write: both are saved."""

OTHER_MAILING = (
    "Another console has changed, sent or discarded this draft. Yours is saved as a separate draft."
)
OTHER_TEMPLATE = "Another console has changed, saved or left this text. Yours is saved as a separate draft."
