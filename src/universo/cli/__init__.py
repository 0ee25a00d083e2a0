"""Commands that other programs rely on; standard library only, no database."""
