"""Words that say that a picture shows a minor, in English and Russian."""
