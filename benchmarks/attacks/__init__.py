"""Attacks on hidden pictures, by what they try."""
