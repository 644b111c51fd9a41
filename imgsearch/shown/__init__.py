"""What people are shown from Python: a catalog, its hits, and contact sheets."""
