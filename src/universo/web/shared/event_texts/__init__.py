"""What each part of the house says of its events: `TEXTS`, event name to sentence."""
