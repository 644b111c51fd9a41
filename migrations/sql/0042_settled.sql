-- What came back before.
SELECT hide_copies(ARRAY(SELECT i.id FROM image i JOIN minor_look l ON l.sha256 = i.sha256));
