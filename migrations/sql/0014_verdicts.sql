-- Who said what, and of which bytes.

-- Only who may speak for others is believed about it: the page for its accounts, the owner for anybody. Else it is the
-- login, which no SET ROLE changes.
CREATE FUNCTION acting_account() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN pg_has_role(session_user, 'imgsearch_web', 'MEMBER')
            OR pg_has_role(session_user, 'imgsearch_owner', 'MEMBER')
        THEN coalesce(nullif(btrim(current_setting('imgsearch.account', true)), ''), session_user::text)
        ELSE session_user::text
    END
$$;
COMMENT ON FUNCTION acting_account IS 'Who acts: the login, or for the page and the owner the setting imgsearch.account.';

-- A verdict outlives its picture: without one its image_id is 0.
ALTER TABLE minor_review DROP CONSTRAINT fk_minor_review_image_id_is_minor;
ALTER TABLE minor_review ALTER COLUMN image_id SET DEFAULT '0';
ALTER TABLE minor_review ADD COLUMN picture_is_minor BOOLEAN GENERATED ALWAYS AS (
    CASE WHEN image_id <> 0 THEN is_minor ELSE NULL::boolean END
) STORED;
ALTER TABLE minor_review ADD CONSTRAINT fk_minor_review_image_id_is_minor FOREIGN KEY (image_id, picture_is_minor)
    REFERENCES image (id, is_minor);
COMMENT ON COLUMN minor_review.image_id IS 'The picture that this row belongs to. 0 when that picture is not loaded.';
COMMENT ON COLUMN minor_review.is_minor IS
    'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the '
    'partial vector index need no join.';
COMMENT ON COLUMN minor_review.picture_is_minor IS
    'is_minor where the picture is loaded, NULL where image_id is 0: what the foreign key compares.';
COMMENT ON COLUMN minor_review.reviewer IS 'Who decided: the editor''s login or, on the page, account.';
COMMENT ON COLUMN minor_review.sha256 IS
    'The bytes that were seen: the verdict holds for them under any name, and for no others.';
CREATE TRIGGER keep_verdicts BEFORE DELETE ON image FOR EACH ROW EXECUTE FUNCTION keep_verdicts();

CREATE FUNCTION sign_review() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_owner boolean := pg_has_role(session_user, 'imgsearch_owner', 'MEMBER');
    picture record;
BEGIN
    SELECT i.is_minor, i.sha256 INTO picture FROM public.image i WHERE i.id = NEW.image_id;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = 'a verdict needs a picture that is loaded';
    END IF;
    NEW.is_minor := picture.is_minor;
    IF NOT is_owner OR NEW.sha256 IS NULL THEN
        NEW.sha256 := picture.sha256;
    END IF;
    IF NOT is_owner OR NEW.reviewer IS NULL THEN
        NEW.reviewer := public.acting_account();
    END IF;
    IF NOT is_owner THEN
        NEW.reviewed_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sign_review BEFORE INSERT ON minor_review FOR EACH ROW EXECUTE FUNCTION sign_review();

CREATE FUNCTION sign_rating() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_owner boolean := pg_has_role(session_user, 'imgsearch_owner', 'MEMBER');
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT is_owner OR NEW.rater IS NULL THEN
            NEW.rater := public.acting_account();
        END IF;
    ELSIF NOT is_owner OR NEW.rated_at = OLD.rated_at THEN
        NEW.rated_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sign_rating BEFORE INSERT ON match_feedback FOR EACH ROW EXECUTE FUNCTION sign_rating();
CREATE TRIGGER sign_changed_rating BEFORE UPDATE OF rating ON match_feedback FOR EACH ROW
    EXECUTE FUNCTION sign_rating();
COMMENT ON COLUMN match_feedback.rater IS 'Who rated: the login or, on the page, account.';

-- Only what is theirs to say; a default or a trigger says the rest.
REVOKE INSERT ON minor_review, search FROM imgsearch_editor;
GRANT INSERT (image_id, verdict, reason) ON minor_review TO imgsearch_editor;
REVOKE INSERT ON click, match_feedback, search FROM imgsearch_searcher;
REVOKE UPDATE (rating, rated_at) ON match_feedback FROM imgsearch_searcher;
GRANT INSERT (image_id, text, rating), UPDATE (rating) ON match_feedback TO imgsearch_searcher;
GRANT INSERT (search_id, image_id) ON click TO imgsearch_searcher;
GRANT INSERT (text, language, refused, encoder_id, regressor_id, hit_count, best_score, took_ms) ON search
    TO imgsearch_searcher, imgsearch_editor;
-- Loads bring none of them.
REVOKE INSERT, UPDATE ON click, match_feedback, search FROM imgsearch_loader;
DROP POLICY raters_change ON match_feedback;
CREATE POLICY raters_change ON match_feedback FOR UPDATE TO imgsearch_searcher
    USING (NOT is_minor AND rater = acting_account()) WITH CHECK (NOT is_minor AND rater = acting_account());
