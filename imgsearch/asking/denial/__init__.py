"""What a text says should not be there, and where a word that denies denies nothing."""
