-- Takes 0027 back, after the function is as it was.
ALTER TABLE image DROP COLUMN colours;
