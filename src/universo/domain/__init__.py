"""What must be right: pure Python, standard library only, no clock, no files, no framework."""
