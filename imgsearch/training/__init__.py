"""Making models from the tables and from pictures with captions."""
