"""Other texts that somebody may have meant: misspelt words, the other keyboard layout, Russian in Latin letters."""
