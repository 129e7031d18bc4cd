"""From the catalogue to the paid plan."""
