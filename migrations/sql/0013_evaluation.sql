-- Views that compute every figure of an evaluation. What an asker may not see must not count in what the asker sees, so
-- they run with the asker's rights; the figures of all pictures are in evaluation_figure.

CREATE VIEW evaluation_error WITH (security_invoker = true) AS
WITH pair AS (
    SELECT p.evaluation_id, p.split, p.model, p.predicted, m.expert_mean AS rating,
           rank() OVER (PARTITION BY p.evaluation_id, p.split, p.model ORDER BY p.predicted)
           + (count(*) OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.predicted) - 1) / 2.0 AS predicted_rank,
           rank() OVER (PARTITION BY p.evaluation_id, p.split, p.model ORDER BY m.expert_mean)
           + (count(*) OVER (PARTITION BY p.evaluation_id, p.split, p.model, m.expert_mean) - 1) / 2.0 AS rating_rank
    FROM match_prediction p
    JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
    WHERE m.expert_mean IS NOT NULL
)
SELECT evaluation_id, split, model,
       count(*) AS pairs,
       avg((predicted - rating) ^ 2) AS mse,
       avg(abs(predicted - rating)) AS mae,
       1 - avg((predicted - rating) ^ 2) / nullif(var_pop(rating), 0) AS r2,
       corr(predicted_rank, rating_rank) AS spearman
FROM pair
GROUP BY evaluation_id, split, model;
COMMENT ON VIEW evaluation_error IS 'Errors against the mean of three experts (0..1), and rank correlation with it.';
COMMENT ON COLUMN evaluation_error.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_error.split IS
    'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';
COMMENT ON COLUMN evaluation_error.model IS 'The situation''s model, or a yardstick.';
COMMENT ON COLUMN evaluation_error.pairs IS 'Pairs that it was measured on.';
COMMENT ON COLUMN evaluation_error.mse IS 'Mean squared error.';
COMMENT ON COLUMN evaluation_error.mae IS 'Mean absolute error.';
COMMENT ON COLUMN evaluation_error.r2 IS 'Share of the variance explained.';
COMMENT ON COLUMN evaluation_error.spearman IS 'Spearman''s rank correlation.';

CREATE VIEW evaluation_calibration WITH (security_invoker = true) AS
SELECT p.evaluation_id, p.split, p.model,
       least(floor(p.predicted * 10), 9)::integer AS bin,
       count(*) AS pairs,
       avg(p.predicted) AS mean_predicted,
       avg(m.expert_mean) AS mean_rating
FROM match_prediction p
JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
WHERE m.expert_mean IS NOT NULL AND p.predicted BETWEEN 0 AND 1
GROUP BY 1, 2, 3, 4;
COMMENT ON VIEW evaluation_calibration IS 'Reliability: ten bins of the score, and what experts said in each.';
COMMENT ON COLUMN evaluation_calibration.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_calibration.split IS
    'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';
COMMENT ON COLUMN evaluation_calibration.model IS 'The situation''s model, or a yardstick.';
COMMENT ON COLUMN evaluation_calibration.bin IS '0: scores below 0.1, ... 9: from 0.9 on.';
COMMENT ON COLUMN evaluation_calibration.pairs IS 'Pairs that it was measured on.';
COMMENT ON COLUMN evaluation_calibration.mean_predicted IS 'Mean score in the bin.';
COMMENT ON COLUMN evaluation_calibration.mean_rating IS 'Mean of the experts'' means in the bin.';

CREATE VIEW evaluation_calibration_error WITH (security_invoker = true) AS
SELECT evaluation_id, split, model,
       sum(pairs)::bigint AS pairs,
       (sum(pairs * abs(mean_predicted - mean_rating)) / sum(pairs))::double precision AS ece
FROM evaluation_calibration
GROUP BY evaluation_id, split, model;
COMMENT ON VIEW evaluation_calibration_error IS 'Expected calibration error over the ten bins.';
COMMENT ON COLUMN evaluation_calibration_error.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_calibration_error.split IS
    'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';
COMMENT ON COLUMN evaluation_calibration_error.model IS 'The situation''s model, or a yardstick.';
COMMENT ON COLUMN evaluation_calibration_error.pairs IS 'Pairs that it was measured on.';
COMMENT ON COLUMN evaluation_calibration_error.ece IS
    'Mean distance between score and rating over the bins, weighted by pairs.';

CREATE VIEW evaluation_tau_c WITH (security_invoker = true) AS
WITH level AS (
    SELECT p.evaluation_id, p.split, p.model, p.predicted,
           count(*) AS n,
           count(*) FILTER (WHERE rating = 1) AS n1,
           count(*) FILTER (WHERE rating = 2) AS n2,
           count(*) FILTER (WHERE rating = 3) AS n3,
           count(*) FILTER (WHERE rating = 4) AS n4
    FROM match_prediction p
    JOIN expert_annotation e ON e.image_id = p.image_id AND e.caption_key = p.caption_key
    JOIN caption c ON c.caption_key = p.caption_key
    CROSS JOIN LATERAL unnest(ARRAY[e.expert1, e.expert2, e.expert3]) AS rating
    WHERE c.image_id IS DISTINCT FROM p.image_id
    GROUP BY p.evaluation_id, p.split, p.model, p.predicted
), below AS (
    SELECT evaluation_id, split, model, n, n1, n2, n3, n4,
           coalesce(sum(n1) OVER lower, 0) AS b1, coalesce(sum(n2) OVER lower, 0) AS b2,
           coalesce(sum(n3) OVER lower, 0) AS b3, coalesce(sum(n4) OVER lower, 0) AS b4
    FROM level
    WINDOW lower AS (PARTITION BY evaluation_id, split, model ORDER BY predicted
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), total AS (
    SELECT evaluation_id, split, model, sum(n) AS ratings,
           sum(n2 * b1 + n3 * (b1 + b2) + n4 * (b1 + b2 + b3)
               - n1 * (b2 + b3 + b4) - n2 * (b3 + b4) - n3 * b4) AS concordant_minus_discordant,
           least(count(*), (sum(n1) > 0)::integer + (sum(n2) > 0)::integer
                           + (sum(n3) > 0)::integer + (sum(n4) > 0)::integer) AS classes
    FROM below
    GROUP BY evaluation_id, split, model
)
SELECT evaluation_id, split, model, ratings::bigint AS ratings,
       (100 * 2 * concordant_minus_discordant
        / nullif(ratings * ratings * (classes - 1) / classes::numeric, 0))::double precision AS tau_c
FROM total;
COMMENT ON VIEW evaluation_tau_c IS
    'Kendall tau-c, percent, by the published protocol: each expert''s rating is a row of its own, pairs whose '
    'caption belongs to the picture itself are left out.';
COMMENT ON COLUMN evaluation_tau_c.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_tau_c.split IS
    'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';
COMMENT ON COLUMN evaluation_tau_c.model IS 'The situation''s model, or a yardstick.';
COMMENT ON COLUMN evaluation_tau_c.ratings IS 'Single ratings that it was measured on.';
COMMENT ON COLUMN evaluation_tau_c.tau_c IS 'Percent.';

-- Nearly all pairs have the share 0. Comparing the others with it takes one running sum; only the others among each
-- other need a running sum for each share.
CREATE VIEW evaluation_tau_b WITH (security_invoker = true) AS
WITH judged AS (
    SELECT p.evaluation_id, p.split, p.model, p.predicted, c.yes_share, count(*) AS n
    FROM match_prediction p
    JOIN crowd_annotation c ON c.image_id = p.image_id AND c.caption_key = p.caption_key
    GROUP BY p.evaluation_id, p.split, p.model, p.predicted, c.yes_share
), level AS (
    SELECT evaluation_id, split, model, predicted, sum(n) AS n, coalesce(sum(n) FILTER (WHERE yes_share = 0), 0) AS n0
    FROM judged GROUP BY evaluation_id, split, model, predicted
), zero AS (
    SELECT evaluation_id, split, model, predicted,
           2 * sum(n0) OVER (PARTITION BY evaluation_id, split, model ORDER BY predicted) - n0
           - sum(n0) OVER (PARTITION BY evaluation_id, split, model) AS below_minus_above
    FROM level
), other AS (
    SELECT * FROM judged WHERE yes_share > 0
), grid AS (
    SELECT evaluation_id, split, model, predicted, yes_share, n FROM other
    UNION ALL
    SELECT s.evaluation_id, s.split, s.model, s.predicted, l.yes_share, 0
    FROM (SELECT DISTINCT evaluation_id, split, model, predicted FROM other) s
    JOIN (SELECT DISTINCT evaluation_id, split, model, yes_share FROM other) l
      ON l.evaluation_id = s.evaluation_id AND l.split = s.split AND l.model = s.model
), cell AS (
    SELECT evaluation_id, split, model, predicted, yes_share, sum(n) AS n
    FROM grid GROUP BY evaluation_id, split, model, predicted, yes_share
), below AS (
    SELECT evaluation_id, split, model, predicted, yes_share, n,
           coalesce(sum(n) OVER (PARTITION BY evaluation_id, split, model, yes_share ORDER BY predicted
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS lower
    FROM cell
), compared AS (
    SELECT evaluation_id, split, model, predicted, n,
           2 * sum(lower) OVER (PARTITION BY evaluation_id, split, model, predicted ORDER BY yes_share) - lower
           - sum(lower) OVER (PARTITION BY evaluation_id, split, model, predicted) AS difference
    FROM below
), total AS (
    SELECT c.evaluation_id, c.split, c.model,
           sum(c.n * (c.difference + z.below_minus_above)) AS concordant_minus_discordant
    FROM compared c
    JOIN zero z ON z.evaluation_id = c.evaluation_id AND z.split = c.split AND z.model = c.model
      AND z.predicted = c.predicted
    GROUP BY c.evaluation_id, c.split, c.model
), size AS (
    SELECT evaluation_id, split, model, sum(n) AS pairs, sum(n * (n - 1) / 2) AS tied_predicted
    FROM level GROUP BY evaluation_id, split, model
), tied AS (
    SELECT evaluation_id, split, model, sum(n * (n - 1) / 2) AS tied_share
    FROM (SELECT evaluation_id, split, model, sum(n) AS n FROM judged GROUP BY evaluation_id, split, model, yes_share) s
    GROUP BY evaluation_id, split, model
)
SELECT t.evaluation_id, t.split, t.model, s.pairs::bigint AS pairs,
       (100 * t.concordant_minus_discordant
        / nullif(sqrt((s.pairs * (s.pairs - 1) / 2 - s.tied_predicted)
                      * (s.pairs * (s.pairs - 1) / 2 - d.tied_share)), 0)
       )::double precision AS tau_b
FROM total t
JOIN size s ON s.evaluation_id = t.evaluation_id AND s.split = t.split AND s.model = t.model
JOIN tied d ON d.evaluation_id = t.evaluation_id AND d.split = t.split AND d.model = t.model;
COMMENT ON VIEW evaluation_tau_b IS 'Kendall tau-b, percent, between score and the share of the crowd that said yes.';
COMMENT ON COLUMN evaluation_tau_b.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_tau_b.split IS
    'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';
COMMENT ON COLUMN evaluation_tau_b.model IS 'The situation''s model, or a yardstick.';
COMMENT ON COLUMN evaluation_tau_b.pairs IS 'Pairs that it was measured on.';
COMMENT ON COLUMN evaluation_tau_b.tau_b IS 'Percent.';

CREATE VIEW evaluation_ndcg WITH (security_invoker = true) AS
WITH ranked AS (
    SELECT p.evaluation_id, p.split, p.model, p.caption_key, m.expert_mean AS gain,
           row_number() OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.caption_key
                              ORDER BY p.predicted DESC, p.image_id) AS place,
           row_number() OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.caption_key
                              ORDER BY m.expert_mean DESC) AS best_place
    FROM match_prediction p
    JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
    WHERE m.expert_mean IS NOT NULL
), query AS (
    SELECT evaluation_id, split, model, caption_key,
           sum(gain / log(2, place + 1)::double precision) FILTER (WHERE place <= 10) AS dcg,
           sum(gain / log(2, best_place + 1)::double precision) FILTER (WHERE best_place <= 10) AS best_dcg
    FROM ranked
    GROUP BY evaluation_id, split, model, caption_key
    HAVING count(*) > 1 AND max(gain) > 0
)
SELECT evaluation_id, split, model, count(*) AS queries, avg(dcg / best_dcg) AS ndcg_10
FROM query
GROUP BY evaluation_id, split, model;
COMMENT ON VIEW evaluation_ndcg IS
    'nDCG at 10 over the pictures that experts rated for each caption; gain is their mean.';
COMMENT ON COLUMN evaluation_ndcg.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_ndcg.split IS
    'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';
COMMENT ON COLUMN evaluation_ndcg.model IS 'The situation''s model, or a yardstick.';
COMMENT ON COLUMN evaluation_ndcg.queries IS 'Queries that it was measured on.';
COMMENT ON COLUMN evaluation_ndcg.ndcg_10 IS 'Mean over queries, 0..1.';

CREATE VIEW evaluation_recall WITH (security_invoker = true) AS
SELECT evaluation_id, query_set, scope, direction, ranking,
       count(*) AS queries,
       100 * avg((rank <= 1)::integer)::double precision AS recall_1,
       100 * avg((rank <= 5)::integer)::double precision AS recall_5,
       100 * avg((rank <= 10)::integer)::double precision AS recall_10,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY rank) AS median_rank
FROM retrieval_rank
GROUP BY evaluation_id, query_set, scope, direction, ranking;
COMMENT ON VIEW evaluation_recall IS 'Shares of queries whose item is among the first 1, 5 and 10, percent.';
COMMENT ON COLUMN evaluation_recall.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_recall.query_set IS 'test queries, or a gallery whose own captions ask.';
COMMENT ON COLUMN evaluation_recall.scope IS 'allowed: flagged pictures left out; all: everything.';
COMMENT ON COLUMN evaluation_recall.direction IS 'text to image or image to text.';
COMMENT ON COLUMN evaluation_recall.ranking IS 'cosine: by the vectors; score: by the regressor from pixels alone.';
COMMENT ON COLUMN evaluation_recall.queries IS 'Queries that it was measured on.';
COMMENT ON COLUMN evaluation_recall.recall_1 IS 'Percent.';
COMMENT ON COLUMN evaluation_recall.recall_5 IS 'Percent.';
COMMENT ON COLUMN evaluation_recall.recall_10 IS 'Percent.';
COMMENT ON COLUMN evaluation_recall.median_rank IS '1 is best.';

CREATE VIEW evaluation_nothing WITH (security_invoker = true) AS
WITH query AS (
    SELECT p.evaluation_id, p.split, p.model, p.caption_key,
           max(p.predicted) FILTER (WHERE coalesce(m.expert_mean >= 0.6, m.crowd_share > 0.5)) AS best_match,
           max(p.predicted) FILTER (WHERE NOT coalesce(m.expert_mean >= 0.6, m.crowd_share > 0.5)) AS best_other
    FROM match_prediction p
    JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
    GROUP BY p.evaluation_id, p.split, p.model, p.caption_key
)
SELECT evaluation_id, split, model, step / 100.0::double precision AS threshold,
       count(best_other) AS absent_queries,
       avg((best_other < step / 100.0)::integer)::double precision AS absent_answered_nothing,
       count(best_match) AS present_queries,
       avg((best_match < step / 100.0)::integer)::double precision AS present_lost
FROM query CROSS JOIN generate_series(0, 100) AS step
GROUP BY evaluation_id, split, model, step;
COMMENT ON VIEW evaluation_nothing IS
    'For each threshold: queries rightly answered with nothing once every picture that people say matches is taken '
    'away, and queries that lose their matches. A query sees the pictures that people judged for it.';
COMMENT ON COLUMN evaluation_nothing.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_nothing.split IS
    'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';
COMMENT ON COLUMN evaluation_nothing.model IS 'The situation''s model, or a yardstick.';
COMMENT ON COLUMN evaluation_nothing.threshold IS 'Score from which a picture counts as a match.';
COMMENT ON COLUMN evaluation_nothing.absent_queries IS 'Queries with judged pictures that do not match.';
COMMENT ON COLUMN evaluation_nothing.absent_answered_nothing IS
    'Share of them of which no such picture reaches the threshold.';
COMMENT ON COLUMN evaluation_nothing.present_queries IS 'Queries with judged pictures that match.';
COMMENT ON COLUMN evaluation_nothing.present_lost IS
    'Share of them of which no matching picture reaches the threshold.';

GRANT SELECT ON
    evaluation_error, evaluation_calibration, evaluation_calibration_error, evaluation_tau_c, evaluation_tau_b,
    evaluation_ndcg, evaluation_recall, evaluation_nothing
    TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner;
