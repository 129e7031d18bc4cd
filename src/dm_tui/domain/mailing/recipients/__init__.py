"""Who gets a mailing: how the columns and cells of a spreadsheet are understood, and lists that are saved."""
