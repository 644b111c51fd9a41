-- Pictures that are there already: the folder from which each was loaded follows from its path, name and gallery. Plain
-- folders call pictures by path, so what stands before the name is the folder; else it is the one that has the gallery's
-- name, or in the layout with ratings the one above.
CREATE TEMPORARY TABLE placed AS
WITH cut AS (
    SELECT id, name, gallery, path, length(path) - position(reverse('/' || gallery || '/') IN reverse(path)) AS at
    FROM image
), rooted AS (
    SELECT id, name, gallery,
        CASE WHEN right(path, length(name) + length(gallery) + 2) = '/' || gallery || '/' || name
                 THEN left(path, length(path) - length(name) - 1)
             WHEN at < length(path) THEN left(path, at)
             ELSE regexp_replace(path, '/[^/]*$', '') END AS folder,
        right(path, length(name) + length(gallery) + 2) <> '/' || gallery || '/' || name AS is_flat
    FROM cut
), placed AS (
    SELECT id, name,
        CASE WHEN is_rated THEN regexp_replace(folder, '/[^/]*$', '') ELSE folder END AS root,
        is_flat OR is_rated AS flat_names
    FROM (SELECT *, gallery IN ('train_images', 'test_images') AND position('/' IN name) = 0 AS is_rated FROM rooted) r
)
SELECT id, name, root, bool_or(flat_names) OVER (PARTITION BY root) AS flat_names FROM placed;

INSERT INTO source (name, root, flat_names)
SELECT CASE WHEN count(*) OVER (PARTITION BY base) = 1 AND base <> '' THEN base ELSE root END, root, flat_names
FROM (SELECT DISTINCT root, flat_names, regexp_replace(root, '^.*/', '') AS base FROM placed) roots;

-- What folders and sources are called is searched for words too, so all pictures are unscreened until that is done.
UPDATE image AS i SET source = s.name, source_path = p.name
FROM placed p JOIN source s ON s.root = p.root WHERE i.id = p.id;
-- Texts that wait for a picture belong to the only source there is; where there are several, a load tells.
INSERT INTO image_name (name, source, source_path)
SELECT DISTINCT w.image_name, s.name, w.image_name
FROM (SELECT image_name FROM caption WHERE image_id = 0 UNION SELECT image_name FROM test_query WHERE image_id = 0) w, source s
WHERE (SELECT count(*) FROM source) = 1
ON CONFLICT DO NOTHING;
DROP TABLE placed;

CREATE INDEX ix_image_source ON image (source, source_path);
CREATE INDEX ix_image_name_source ON image_name (source, path_key);
CREATE INDEX ix_image_name_base_name ON image_name (source, base_name);
