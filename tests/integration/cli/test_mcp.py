"""A program that speaks the Model Context Protocol, through the protocol's own client."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from mcp import Client, StdioServerParameters
from PIL import Image as Pillow
from PIL import ImageDraw
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.tables import Image
from tests.builders import hide
from tests.signals import heeding

CAPTIONS = {"red.jpg": "a red poster on a wall", "blue.jpg": "a blue sailing boat", "hid.jpg": "a red poster on a door"}


class Answered(NamedTuple):
    """What a tool said."""

    is_error: bool
    text: str
    structured: dict[str, Any] | None
    images: list[bytes]


@pytest.fixture
def gallery(session: Session, database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Ids of three pictures that were loaded, one of them hidden."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in CAPTIONS:
        picture = Pillow.new("RGB", (120, 80), "blue" if name == "blue.jpg" else "red")
        # Those that look the same are one photograph, and hidden with it.
        left = 60 if name == "hid.jpg" else 10
        ImageDraw.Draw(picture).rectangle((left, 10, left + 50, 50), fill="white")
        ImageDraw.Draw(picture).line((0, len(name) * 5, 119, 79), fill="black", width=len(name))
        picture.save(folder / name)
    lines = ["image,caption,photographer,tags", *(f"{name},{said},Ann,shop" for name, said in CAPTIONS.items())]
    (folder / "captions.csv").write_text("\n".join(lines))
    loaded = CliRunner().invoke(main, ["load", str(folder)])
    assert loaded.exit_code == 0, loaded.output
    hide(session, Image.name == "hid.jpg")
    session.commit()
    found = {row.name: row.id for row in session.execute(select(Image.name, Image.id))}
    session.rollback()
    return found


def ask(*calls: tuple[str, dict[str, Any]]) -> tuple[list[str], list[Answered]]:
    """Names of the tools that `imgsearch mcp` has, and what they answer, one after the other."""

    async def talk() -> tuple[list[str], list[Answered]]:
        server = StdioServerParameters(command=sys.executable, args=["-m", "imgsearch", "mcp"], env=dict(os.environ))
        async with Client(server) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            return tools, [_read(await client.call_tool(name, arguments)) for name, arguments in calls]

    return asyncio.run(talk())


def _read(result: Any) -> Answered:  # noqa: ANN401 (the client's)
    texts = [each.text for each in result.content if each.type == "text"]
    images = [base64.b64decode(each.data) for each in result.content if each.type == "image"]
    return Answered(bool(result.is_error), "\n".join(texts), result.structured_content, images)


def test_a_program_searches_asks_for_likenesses_and_looks(gallery: dict[str, int]) -> None:
    tools, (found, minors, similar, described, hidden, bad, nothing, *numbers) = ask(
        ("search", {"text": "a red poster on a wall", "photographer": "ann"}),
        ("search", {"text": "children playing"}),
        ("similar", {"image_id": gallery["red.jpg"]}),
        ("describe", {"image_id": gallery["red.jpg"]}),
        ("describe", {"image_id": gallery["hid.jpg"]}),
        ("search", {"text": "a dog", "limit": 1000}),
        ("search", {"text": "a steam locomotive"}),
        ("similar", {"image_id": 10**30}),
        ("describe", {"image_id": 10**30}),
    )
    assert tools == ["search", "similar", "describe"]
    assert found.structured is not None
    assert [hit["name"] for hit in found.structured["pictures"]] == ["red.jpg"]
    assert (found.structured["message"], found.structured["next_offset"]) == (None, None)
    assert minors.structured is not None
    assert minors.structured["pictures"] == []
    assert "unavailable in your country" in minors.structured["message"]
    assert similar.structured is not None
    assert {hit["name"] for hit in similar.structured["pictures"]} <= {"blue.jpg"}
    told = json.loads(described.text)
    assert (told["captions"], told["photographer"], told["tags"]) == ([CAPTIONS["red.jpg"]], "Ann", ["shop"])
    (thumbnail,) = described.images
    with Pillow.open(BytesIO(thumbnail)) as picture:
        assert picture.format == "WEBP"
    # A hidden picture is as if it were not there.
    assert (hidden.is_error, hidden.images) == (True, [])
    assert f"there is no picture {gallery['hid.jpg']}" in hidden.text
    assert CAPTIONS["hid.jpg"] not in hidden.text
    assert bad.is_error
    assert nothing.structured is not None
    # It names nothing that the tool does not take.
    assert nothing.structured["message"] == "Nothing matches. Other words or fewer filters may find something."
    assert [(each.is_error, "none that the database could have given" in each.text) for each in numbers] == [
        (True, True), (True, True)
    ]  # fmt: skip
    for answered in (found, similar):
        assert "hid.jpg" not in answered.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_to_though_nobody_closes_its_input(gallery: dict[str, int], number: signal.Signals) -> None:
    command = [sys.executable, "-m", "imgsearch", "mcp"]
    asked = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=heeding(number)
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(json.dumps(asked).encode() + b"\n")
        running.stdin.flush()
        assert running.stdout.readline()
        running.send_signal(number)
        try:
            assert running.wait(10) == -number
        finally:
            running.kill()


def test_what_was_asked_is_answered_though_the_input_ends(gallery: dict[str, int]) -> None:
    about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": about},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        *({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params} for number, params in enumerate((
            {"name": "search", "arguments": {"text": "a red poster on a wall"}},
            {"name": "describe", "arguments": {"image_id": gallery["blue.jpg"]}},
            {"name": "search", "arguments": {"text": "a dog", "limit": 0}},
        ), start=2)),
    ]  # fmt: skip
    command = [sys.executable, "-m", "imgsearch", "mcp"]
    written = "".join(f"{json.dumps(line)}\n" for line in lines)
    done = subprocess.run(command, input=written, capture_output=True, text=True, timeout=100, check=True)
    answers = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    assert sorted(answers) == [1, 2, 3, 4]
    assert [hit["name"] for hit in answers[2]["result"]["structuredContent"]["pictures"]] == ["red.jpg"]
    assert answers[4]["result"]["isError"]
