"""Picture files: opening them safely, and copies to look at."""
