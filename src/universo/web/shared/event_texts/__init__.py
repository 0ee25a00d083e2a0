"""What each part of the house says of its events: `TEXTS`, event name to sentence, and `WORDS`, how
the codes in their data are said. `web/shared/timeline.py` gathers them and makes the sentence."""
