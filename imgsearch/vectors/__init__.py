"""Vectors in the database: filling, claims between processes, and the index."""
