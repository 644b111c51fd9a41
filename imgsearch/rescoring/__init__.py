"""The match score: arrays in, arrays out; no SQL here."""
