"""A store of objects on this machine, which notes what it is asked for."""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO
from typing import Any

from PIL import Image as Pillow

BUCKET = "archive"
#: What a server writes for each object that is fetched.
FETCHED = re.compile(rf"GET /{BUCKET}/([^ ?]+) HTTP.* 200 ")
SECRET = "a-secret-that-nobody-prints"


class Bucket(logging.Handler):
    """A bucket, with the keys of the objects that were fetched from it."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 (of boto3, which has no types)
        super().__init__()
        self.client = client
        self.fetched: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        if found := FETCHED.search(record.getMessage()):
            self.fetched[found[1]] += 1

    def put(self, key: str, data: bytes | str) -> None:
        self.client.put_object(Bucket=BUCKET, Key=key, Body=data)

    def put_picture(self, key: str, colour: str) -> None:
        file = BytesIO()
        Pillow.new("RGB", (40, 30), colour).save(file, "PNG")
        self.put(key, file.getvalue())

    def delete(self, *keys: str) -> None:
        for key in keys:
            self.client.delete_object(Bucket=BUCKET, Key=key)
