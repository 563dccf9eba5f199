# The service in one container: two stages, no root, no secret inside.
#
#   docker build -t sheets-bot .
#   docker run -v ./sheets_bot.toml:/config/sheets_bot.toml:ro -v ./google.json:/run/secrets/google.json:ro \
#     -e SHEETS_BOT_GOOGLE__SERVICE_ACCOUNT_FILE=/run/secrets/google.json \
#     -e SHEETS_BOT_BRANDS__AURORA__PAYPAL__CLIENT_SECRET --read-only --tmpfs /tmp --stop-timeout 30 sheets-bot
#
# What is mounted must be readable for user 10001: chown 10001 google.json; chmod 400 google.json.
# The health page listens inside the container only; SHEETS_BOT_SERVICE__HEALTH_HOST=0.0.0.0 opens it.
# BASE may be any image with python3 (3.11 or newer) and its venv module.
ARG BASE=python:3.13-slim-bookworm

FROM ${BASE} AS build
WORKDIR /app
COPY requirements.lock ./
# Bytecode is compiled here: a read-only container could not keep it, and every start would take seconds longer.
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --no-deps --compile -r requirements.lock \
    && /opt/venv/bin/python -m pip uninstall --yes pip \
    # Some 100 MB of the libraries that count are their own tests, which nothing here runs.
    && find /opt/venv/lib -regex '.*/site-packages/\(numpy\|pandas\|scipy\|sklearn\)/.*' -type d -name tests -prune \
        -exec rm -r {} +
COPY sheets_bot ./sheets_bot
COPY jobs ./jobs
COPY sheet_schemas ./sheet_schemas
RUN /opt/venv/bin/python -m compileall -q sheets_bot jobs sheet_schemas

FROM ${BASE}
RUN groupadd --gid 10001 bot && useradd --uid 10001 --gid bot --no-create-home --shell /usr/sbin/nologin bot
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SHEETS_BOT_CONFIG=/config/sheets_bot.toml
USER 10001:10001
# A stand-still or a hung job makes it unhealthy; a platform that is down does not, since a restart would not help.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "sheets_bot", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "sheets_bot"]
CMD ["run"]
