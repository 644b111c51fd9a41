# docker build -t imgsearch .
# Any image of a Debian with Python 3.11 or newer, its venv and nothing else. Packages come from the locks, each with its
# hash: from wheels/ beside this file alone, where there is one (`pip download` fills it), else from PIP_INDEX_URL or PyPI.
ARG BASE=python:3.13-slim-trixie

FROM ${BASE} AS build
ARG PIP_INDEX_URL
WORKDIR /build
COPY requirements-core.lock requirements-service.lock wheel[s] ./
RUN python3 -m venv /opt/imgsearch \
    && /opt/imgsearch/bin/python -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-deps --no-compile \
        $(ls ./*.whl >/dev/null 2>&1 && echo --no-index --find-links .) \
        --require-hashes --requirement requirements-core.lock --requirement requirements-service.lock
COPY pyproject.toml README.md LICENSE ./
COPY imgsearch imgsearch
COPY loaders loaders
COPY migrations migrations
# Compiled now, since nothing can be written where it runs. What only builds and installs does not come along.
RUN /opt/imgsearch/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-compile \
        --no-build-isolation . \
    && /opt/imgsearch/bin/python -m pip check \
    && /opt/imgsearch/bin/python -m pip uninstall --quiet --yes editables hatchling pip \
    && /opt/imgsearch/bin/python -m compileall -q -j 0 /opt/imgsearch/lib

FROM ${BASE}
RUN groupadd --gid 10001 imgsearch \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin imgsearch \
    && install --directory --owner=imgsearch --group=imgsearch --mode=0700 /data \
    && install --directory /pictures
COPY --from=build /opt/imgsearch /opt/imgsearch
ENV PATH=/opt/imgsearch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    IMGSEARCH_DATA_DIR=/data \
    OMP_WAIT_POLICY=PASSIVE
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# Of `serve`; what runs another command turns it off.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["imgsearch"]
CMD ["serve", "--host", "0.0.0.0"]
