# Two stages: dependencies by hash in the first, the program alone, not root, in the second.
FROM python:3.11.15-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY deploy/requirements.lock /tmp/requirements.lock
RUN /opt/venv/bin/pip install --quiet --require-hashes --only-binary=:all: -r /tmp/requirements.lock

FROM python:3.11.15-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin slotbell
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY domain domain
COPY db db
COPY infra infra
COPY locales locales
COPY actions actions
COPY screens screens
COPY fsm fsm
COPY handlers handlers
COPY web web
COPY bot bot
COPY workers workers
COPY --chmod=755 deploy/slotbell /usr/local/bin/slotbell
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m compileall -q /app
RUN install -d -o 10001 /backups
USER 10001
EXPOSE 8080 8081
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "infra.probe", "http://127.0.0.1:8080/healthz"]
STOPSIGNAL SIGTERM
CMD ["slotbell", "serve"]
