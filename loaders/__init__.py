"""Loading pictures, captions, ratings, queries, vectors and evidence: one module for each kind of thing."""
