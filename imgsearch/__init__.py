"""Semantic text-to-picture search in PostgreSQL with pgvector and a calibrated match score."""
