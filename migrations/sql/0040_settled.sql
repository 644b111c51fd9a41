-- What was there before: copies of what shows a minor are hidden, and series tell of shown pictures alone.
SELECT hide_copies(ARRAY(SELECT image_id FROM image_series));
SELECT show_series(ARRAY(SELECT DISTINCT series FROM image_series));
