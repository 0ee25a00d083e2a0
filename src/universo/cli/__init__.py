"""Commands that other programs rely on. Standard library only: they run before anything is installed."""
