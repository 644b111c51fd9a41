from __future__ import annotations

from imgsearch.queries.captions import CaptionQuery, vector_of_caption


def test_names_of_columns_tell_encoders_and_texts_apart() -> None:
    query = CaptionQuery(text_index=3, encoder="use-multilingual", encoder_id=7, dimension=2)
    assert (query.name, query.column) == ("use_multilingual_3", "similarity_use_multilingual_3")


def test_a_vector_belongs_to_one_caption_of_one_picture() -> None:
    assert str(vector_of_caption()) == (
        "caption_embedding.caption_id = caption.id AND caption_embedding.image_id = caption.image_id"
    )
