"""`docker compose up -d`: page, watch and database, without rights that they do not need."""

from __future__ import annotations

import io
import re
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image

from tests.composed import ROOT, Composed, composed, docker_client, free_ports

BASE = "python:3.13-slim-trixie"
#: Where no registry is at hand: the database's image is a Debian too.
STAND_IN = """
FROM pgvector/pgvector:pg18
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
"""
LOCKS = ("requirements-core.lock", "requirements-service.lock")
#: As somebody sets them in `.env`, where nothing else of the compose file is changed.
SETTINGS = {
    "IMGSEARCH_WORKERS": "2",
    "IMGSEARCH_METRICS": "true",
    "IMGSEARCH_SEARCHES_PER_MINUTE": "100000",
    "IMGSEARCH_PUBLIC_URL": "https://pictures.example.org",
    "IMGSEARCH_OIDC_ISSUER": "https://login.example.org",
    "IMGSEARCH_OIDC_CLIENT_ID": "imgsearch",
    "IMGSEARCH_OIDC_CLIENT_SECRET_FILE": "/run/secrets/oidc",
    "IMGSEARCH_MAP_ROLE": "photo editors=editor;admins=admin",
    "IMGSEARCH_TRUSTED_USER_HEADER": "X-Remote-User",
    "IMGSEARCH_TRUSTED_PROXY": "203.0.113.7",
}
SECRET = "what the provider knows the page by"
PICTURES = {"red.png": "red", "green.png": "green", "blue.png": "blue"}


def has_base(client: Any) -> bool:  # noqa: ANN401
    import docker.errors

    try:
        client.images.get(BASE)
    except docker.errors.ImageNotFound:
        return subprocess.run(["docker", "pull", "--quiet", BASE], capture_output=True, check=False).returncode == 0
    return True


def build_stand_in(client: Any) -> str:  # noqa: ANN401
    """Debian's own Python; says which version that is."""
    name = "imgsearch-test-base"
    client.images.build(fileobj=io.BytesIO(STAND_IN.encode()), tag=name, rm=True)
    code = "import sys; print('{}.{}'.format(*sys.version_info))"
    said: bytes = client.containers.run(name, ["-c", code], entrypoint=["python3"], remove=True)
    assert said.decode().strip() == "3.11"
    return name


def download_wheels(folder: Path) -> None:
    words = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest", str(folder)]
    words += ["--only-binary", ":all:", "--python-version", "3.11"]
    subprocess.run([*words, *(word for lock in LOCKS for word in ("--requirement", str(ROOT / lock)))], check=True)


def copy_checkout(folder: Path) -> None:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in names:
        if not name.startswith(("tests/", "docs/", "benchmarks/")) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Composed, Path]]:
    """Everything started by one command, and the folder of pictures, which is empty."""
    folder, pictures = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("pictures")
    pictures.chmod(0o755)
    for parent in pictures.parents:
        if not (mode := parent.stat().st_mode) & stat.S_IXOTH:
            parent.chmod(stat.S_IMODE(mode) | stat.S_IXGRP | stat.S_IXOTH)
    copy_checkout(folder)
    secrets = tmp_path_factory.mktemp("secrets")
    secrets.chmod(0o755)
    (secrets / "oidc").write_text(SECRET)
    lines = [f"{name}={value}\n" for name, value in (*SETTINGS.items(), ("IMGSEARCH_SECRETS", secrets))]
    (folder / ".env").write_text("".join(lines))
    settings = {"IMGSEARCH_PICTURES": str(pictures)}
    settings |= {"IMGSEARCH_IMAGE": "imgsearch-test", "IMGSEARCH_DB_SHARED_BUFFERS": "128MB"}
    with docker_client() as client:
        if not has_base(client):
            getting = threading.Thread(target=download_wheels, args=(folder / "wheels",))
            getting.start()
            settings["IMGSEARCH_BASE"] = build_stand_in(client)
            getting.join()
    with composed(folder, **settings) as started:
        started.run("build", "app")
        # Chosen only now, since building takes a minute.
        started.environment |= dict(zip(("IMGSEARCH_PORT", "IMGSEARCH_DB_PORT"), free_ports(2), strict=True))
        started.run("up", "-d")
        yield started, pictures


def in_seconds(limit: float, is_done: Any, services: Composed) -> None:  # noqa: ANN401
    deadline = time.monotonic() + limit
    while not is_done():
        if time.monotonic() > deadline:
            pytest.fail(services.run("logs", "--tail", "30"))
        time.sleep(0.5)


def inside(container: Any, *words: str) -> tuple[int, str]:  # noqa: ANN401
    done = container.exec_run(list(words))
    return done.exit_code, done.output.decode().strip()


def test_pictures_that_are_put_into_the_folder_are_found(services: tuple[Composed, Path]) -> None:
    started, folder = services
    page = f"http://127.0.0.1:{started.environment['IMGSEARCH_PORT']}"

    def found() -> set[str]:
        try:
            answer = httpx2.get(f"{page}/api/search", params={"q": "a red wall", "nearest": "true"}, timeout=10)
        except httpx2.TransportError:
            return set()
        return {hit["name"] for hit in answer.json()["hits"]} if answer.status_code == 200 else set()

    for name, colour in PICTURES.items():
        Image.new("RGB", (64, 48), colour).save(folder / name)
    in_seconds(60, lambda: found() == set(PICTURES), started)

    def health() -> str:
        app = started.container("app")
        said: str = app.attrs["State"]["Health"]["Status"]
        return said

    in_seconds(60, lambda: health() == "healthy", started)


@pytest.mark.parametrize("service", ["app", "worker"])
def test_a_service_is_not_root_and_writes_nowhere_but_in_its_own_folders(
    services: tuple[Composed, Path], service: str
) -> None:
    container = services[0].container(service)
    assert inside(container, "id", "-u") == (0, "10001")
    for place in ("/new", "/opt/imgsearch/new", "/pictures/new", "/etc/new"):
        code, said = inside(container, "touch", place)
        assert (code, "Read-only file system" in said) == (1, True), said
    assert inside(container, "touch", "/tmp/new", "/data/new")[0] == 0
    host = container.attrs["HostConfig"]
    assert (host["ReadonlyRootfs"], host["CapDrop"], host["CapAdd"] or []) == (True, ["ALL"], [])
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    rights = inside(container, "grep", "-E", "^(CapEff|CapBnd|NoNewPrivs)", "/proc/1/status")[1].split()
    assert rights[1::2] == ["0" * 16, "0" * 16, "1"]


def test_passwords_are_files_that_only_their_service_has(services: tuple[Composed, Path]) -> None:
    seen = {}
    for service, login in (("app", "page"), ("worker", "worker")):
        container = services[0].container(service)
        code, seen[service] = inside(container, "cat", f"/run/{login}/password")
        assert (code, len(seen[service])) == (0, 32)
        assert seen[service] not in str(container.attrs)
        assert inside(container, "find", "/run", "-name", "password")[1] == f"/run/{login}/password"
    assert len(set(seen.values())) == 2


def test_the_page_has_the_settings_of_the_env_file_and_no_others(services: tuple[Composed, Path]) -> None:
    container = services[0].container("app")
    code, said = inside(container, "imgsearch", "config", "show")
    assert code == 0, said
    shown = {line.split()[0]: re.split(r" {2,}", line)[1:] for line in said.splitlines()}
    assert {name: shown[name] for name in SETTINGS} == {
        name: [value, "environment"] for name, value in SETTINGS.items()
    }
    own = {name for name, (_, origin) in shown.items() if origin != "default"}
    assert own == {*SETTINGS, "IMGSEARCH_DATABASE_URL", "IMGSEARCH_DATABASE_PASSWORD_FILE", "IMGSEARCH_DATA_DIR"}
    assert inside(container, "cat", "/run/secrets/oidc") == (0, SECRET)
    assert SECRET not in str(container.attrs) + said
    page = f"http://127.0.0.1:{services[0].environment['IMGSEARCH_PORT']}"
    in_seconds(60, lambda: answers(f"{page}/login"), services[0])
    assert "login.example.org" in httpx2.get(f"{page}/login").text
    assert inside(services[0].container("worker"), "ls", "/run/secrets")[0] != 0


def answers(address: str) -> bool:
    try:
        return httpx2.get(address, timeout=10).status_code == 200
    except httpx2.TransportError:
        return False


def test_neither_page_nor_watch_has_the_owners_rights(services: tuple[Composed, Path]) -> None:
    code = "SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles "
    code += "WHERE rolname LIKE 'imgsearch%' AND rolcanlogin"
    said = inside(services[0].container("db"), "psql", "-h", "127.0.0.1", "-U", "imgsearch", "-At", "-c", "SELECT 1")
    assert said[0] != 0, "the database lets in whoever has no password"
    words = f'PGPASSWORD=$(cat /run/passwords/password) psql -h 127.0.0.1 -U imgsearch -At -c "{code} ORDER BY 1"'
    said = inside(services[0].container("db"), "sh", "-c", words)
    assert said == (0, "imgsearch|t\nimgsearch_page|f\nimgsearch_worker|f")
    address = "import os; print(os.environ['IMGSEARCH_DATABASE_URL'])"
    for service in ("app", "worker"):
        container = services[0].container(service)
        assert (
            inside(container, "python3", "-c", address)[1]
            == f"postgresql://imgsearch_{service.replace('app', 'page')}@db/imgsearch"
        )


def test_the_image_holds_what_serves_and_nothing_that_builds_or_trains(services: tuple[Composed, Path]) -> None:
    container = services[0].container("app")
    names = ("torch", "sklearn", "pip", "hatchling", "pytest")
    code = f"import importlib.util as u; print([name for name in {names} if u.find_spec(name)])"
    assert inside(container, "/opt/imgsearch/bin/python", "-c", code) == (0, "[]")


def test_services_stop_at_once_and_properly(services: tuple[Composed, Path]) -> None:
    for service in ("app", "worker"):
        container = services[0].container(service)
        started = time.monotonic()
        container.stop(timeout=30)
        assert time.monotonic() - started < 15
        container.reload()
        assert container.attrs["State"]["ExitCode"] == 0, container.logs().decode()[-2000:]
