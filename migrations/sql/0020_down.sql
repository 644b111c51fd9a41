-- Takes 0020 back.
DROP FUNCTION find_known;
DROP INDEX ix_image_known;
ALTER TABLE image DROP COLUMN places, DROP COLUMN titles;
DROP FUNCTION known_words, known_places, known_titles, texts_under;
