"""What photographers wrote into picture files and beside them: reading it, no more; see docs/embedded.md."""
