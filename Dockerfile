# docker build -t zhouzhi .
# docker run -d -v zhouzhi:/data -e ZHOUZHI_TELEGRAM__TOKEN=… zhouzhi
# docker run --rm -it -v zhouzhi:/data zhouzhi chat

FROM python:3.13.14-slim-bookworm AS build

COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary :all: -r /tmp/requirements.txt

WORKDIR /app
COPY bot/ bot/
COPY handlers/ handlers/
COPY knowledge/ knowledge/
COPY db/ db/
RUN /opt/venv/bin/python -m compileall -q .

FROM python:3.13.14-slim-bookworm

RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin zhouzhi \
 && install -d -o zhouzhi -g zhouzhi -m 0750 /data

COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ZHOUZHI_BOT__DATA_DIR=/data

WORKDIR /app
USER 10001:10001
VOLUME /data

ENTRYPOINT ["python", "-m", "bot"]
CMD ["serve"]
