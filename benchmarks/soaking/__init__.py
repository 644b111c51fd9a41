"""Parts of benchmarks/soak.py: servers that are killed, visitors, owners of pictures, and what must hold in the end."""
