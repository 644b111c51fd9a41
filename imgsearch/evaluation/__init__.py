"""How good it is: metrics over arrays and over the tables."""
