"""Files of an account that are damaged or missing: nothing acknowledged is lost unseen."""
