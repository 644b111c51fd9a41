"""Which models there are, which are in memory, and which searches use."""
