"""The variables that Billie reads from the environment, each with its meaning and its default.

This is their documentation. They are checked whenever a process starts: everything that is wrong
is said, variable by variable, and nothing runs. `.env` in the project's folder is read as well.
"""

from decimal import Decimal
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent
COLLECTED_STATIC = BASE_DIR / "var" / "static"
DEMO_ENCRYPTION_KEY = "demo:ZGVtby1rZXktb2YtMzItYnl0ZXMtZm9yLWEtZGVzay4="
DEMO_SECRET_KEY = "demo-key-for-a-machine-on-your-desk-never-for-production"
SHORTEST_SECRET_KEY = 50
PASSWORDS_EVERYBODY_TRIES = {"admin", "billie", "changeme", "password", "postgres", "secret"}
LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"


class Environment(BaseSettings):
    """The variables that Billie reads, all optional on a developer's machine."""

    model_config = SettingsConfigDict(
        env_file=BASE_DIR / ".env", extra="ignore", env_ignore_empty=True
    )

    BILLIE_ENV: Literal["development", "production"] = Field(
        "development", description="production refuses demo keys, DEBUG and embedded servers"
    )
    DEBUG: bool = Field(False, description="Django's debug pages; never in production")
    SECRET_KEY: SecretStr = Field(
        SecretStr(DEMO_SECRET_KEY), description="Signs sessions; 50 characters or more"
    )
    ENCRYPTION_KEYS: SecretStr = Field(
        SecretStr(DEMO_ENCRYPTION_KEY),
        description="Seal credentials and tokens: id:base64 of 32 random bytes, by comma, the"
        " current one first; manage.py rotate_keys goes over to it",
    )
    DATABASE_URL: str = Field(
        "", description="postgresql://user:password@host:5432/name; empty: the embedded server"
    )
    REDIS_URL: str = Field("", description="redis://host:6379/0; empty: the embedded server")
    ALLOWED_HOSTS: str = Field(LOCAL_HOSTS, description="Host names to answer to, by comma")
    TRUSTED_ORIGINS: str = Field(
        "", description="https://… addresses that forms may come from, by comma"
    )
    TIME_ZONE: str = Field("Australia/Sydney", description="The business time zone of the screens")
    LOAN_CURRENCY: str = Field(
        "AUD",
        pattern=r"^[A-Z]{3}$",
        description="Currency of loan amounts, which events leave out",
    )
    DEFAULT_PHONE_REGION: str = Field(
        "AU", pattern=r"^[A-Z]{2}$", description="Country of phone numbers written without one"
    )
    EVENT_STREAMS: str = Field(
        "inbox:billie-servicing,inbox:billie-servicing:internal",
        min_length=1,
        description="Redis streams to consume, by comma",
    )
    EVENT_GROUP: str = Field(
        "billie-servicing-processor", min_length=1, description="The consumer group"
    )
    DEAD_LETTER_STREAM: str = Field(
        "dlq:billie-servicing",
        description="Redis stream that other systems watch for dead letters",
    )
    EVENT_BATCH_SIZE: int = Field(500, ge=1, le=10_000, description="Events in one transaction")
    EVENT_RETRIES: int = Field(
        3, ge=0, le=20, description="Retries before an event is a dead letter"
    )
    EVENT_RETRY_SECONDS: float = Field(
        0.5, ge=0, le=3600, description="Wait before the first retry; doubles each time"
    )
    EVENT_MAX_BYTES: int = Field(262_144, ge=1024, description="Largest message over all fields")
    LOG_LEVEL: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged"
    )
    LOG_FORMAT: Literal["json", "console"] = Field(
        "json", description="console is for reading along"
    )
    TRUSTED_PROXIES: int = Field(
        0,
        ge=0,
        le=10,
        description="How many proxies of ours add to X-Forwarded-For; 0: it is not believed",
    )
    METRICS_TOKEN: SecretStr = Field(
        SecretStr(""),
        description="Bearer token of /metrics; empty: private networks may scrape it directly",
    )
    LEDGER_ADDRESS: str = Field(
        "127.0.0.1:50051", min_length=1, description="host:port of the accounting ledger"
    )
    LEDGER_TLS: Literal["off", "tls", "mtls"] = Field(
        "off", description="off is for a desk; tls checks the ledger, mtls also shows who we are"
    )
    LEDGER_CA_FILE: str = Field("", description="Certificates to trust; empty: the system's")
    LEDGER_CERT_FILE: str = Field("", description="Our certificate, for mtls")
    LEDGER_KEY_FILE: str = Field("", description="Our private key, for mtls")
    LEDGER_TOKEN: SecretStr = Field(
        SecretStr(""), description="Sent to the ledger as a bearer token, if there is one"
    )
    LEDGER_READ_SECONDS: float = Field(10.0, gt=0, description="Deadline of reads")
    LEDGER_WRITE_SECONDS: float = Field(45.0, gt=0, description="Deadline of money writes")
    LEDGER_KEEPALIVE_SECONDS: int = Field(
        300,
        ge=10,
        description="How often a quiet connection is tried; ledgers hang up on whoever asks more"
        " often than they allow, by default every 300 s",
    )
    LEDGER_HONOURS_KEYS: bool = Field(
        True,
        description="Whether the ledger knows idempotency keys; an old one is asked for the"
        " reference before anything is repeated",
    )
    LEDGER_SENDS_AT_ONCE: int = Field(
        4,
        ge=1,
        le=100,
        description="Money orders that a process sends at once while people wait for the answer;"
        " the next ones are given to the workers",
    )
    WAIVER_APPROVAL_ABOVE: Decimal = Field(
        Decimal("50.00"), ge=0, description="Waivers above this amount need a second person"
    )
    LATE_FEE_APPROVAL_ABOVE: Decimal = Field(
        Decimal("50.00"), ge=0, description="Late fees above this amount need a second person"
    )
    DISBURSEMENT_NEEDS_APPROVAL: bool = Field(
        False, description="Whether a disbursement needs a second person"
    )
    PROMISE_GRACE_DAYS: int = Field(
        2,
        ge=0,
        le=14,
        description="Days after a promise's due date on which a payment still counts",
    )
    APPROVAL_DAYS: int = Field(7, ge=1, le=90, description="After which an approval expires")
    NOTICE_URLS: SecretStr = Field(
        SecretStr(""),
        description="Where approvers are told of new requests: Apprise addresses, by comma",
    )
    PUBLIC_URL: str = Field(
        "http://localhost:8000",
        pattern=r"^https?://",
        description="Where staff open Billie in a browser; notices lead there",
    )
    T24_API_URL: str = Field(
        "", description="https://… of core banking; empty: bills are paid without holding money"
    )
    T24_API_KEY: SecretStr = Field(SecretStr(""), description="Core banking's key")
    T24_SUSPENSE_ACCOUNT: str = Field(
        "",
        max_length=64,
        description="The bank's account where held money waits, for core banking",
    )
    T24_TIMEOUT_SECONDS: float = Field(30.0, gt=0, description="Deadline of core banking's calls")
    BILLER_ALLOWED_HOSTS: str = Field(
        "", description="Hosts of billers and core banking that may be called, by comma"
    )
    BILLER_ALLOWED_NETWORKS: str = Field(
        "", description="Private networks that they may be in, such as 10.20.0.0/16, by comma"
    )
    BILLER_SIMULATOR_PORT: int = Field(
        8090, ge=0, le=65_535, description="Port of `make run`'s simulated billers; 0: none"
    )
    BILLER_OBLIGATION_MINUTES: int = Field(
        60, ge=0, description="Within which the same bill is not paid twice unless confirmed"
    )
    WEB_PORT: int = Field(8000, ge=1, le=65_535, description="Port of `make run`")

    @field_validator("DATABASE_URL")
    @classmethod
    def database_is_postgresql(cls, url: str) -> str:
        """Refuse an address that is not PostgreSQL's or names no database."""
        parts = urlsplit(url)
        if url and (parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/")):
            raise ValueError("it must look like postgresql://user:password@host:5432/name")
        return url

    @field_validator("REDIS_URL")
    @classmethod
    def redis_has_a_known_scheme(cls, url: str) -> str:
        """Refuse an address that is not Redis's."""
        if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("it must look like redis://:password@host:6379/0")
        return url

    @field_validator("TIME_ZONE")
    @classmethod
    def time_zone_exists(cls, name: str) -> str:
        """Refuse a zone that this machine does not know."""
        if name not in available_timezones():
            raise ValueError("there is no such time zone; write it like Australia/Sydney")
        return name

    @field_validator("TRUSTED_ORIGINS")
    @classmethod
    def origins_have_a_scheme(cls, origins: str) -> str:
        """Refuse origins that Django would not match with anything."""
        if any(urlsplit(origin).scheme not in {"https", "http"} for origin in words(origins)):
            raise ValueError("each must begin with https:// (or http:// on a desk)")
        return origins

    @model_validator(mode="after")
    def production_is_no_demo(self) -> Self:
        """Refuse in production what is convenient on a desk."""
        if self.BILLIE_ENV != "production":
            return self
        secret = self.SECRET_KEY.get_secret_value()
        is_weak = secret == DEMO_SECRET_KEY or len(secret) < SHORTEST_SECRET_KEY
        passwords = {urlsplit(url).password for url in (self.DATABASE_URL, self.REDIS_URL)}
        wrong = {
            f"SECRET_KEY is the demo's or shorter than {SHORTEST_SECRET_KEY}": is_weak,
            "DEBUG is on": self.DEBUG,
            "ENCRYPTION_KEYS has the demo's key": DEMO_ENCRYPTION_KEY
            in words(self.ENCRYPTION_KEYS.get_secret_value()),
            "DATABASE_URL is not set": not self.DATABASE_URL,
            "REDIS_URL is not set": not self.REDIS_URL,
            "DATABASE_URL or REDIS_URL has a password that everybody tries first": bool(
                passwords & PASSWORDS_EVERYBODY_TRIES
            ),
            "ALLOWED_HOSTS is not set, or is *": {LOCAL_HOSTS, "*"} & {self.ALLOWED_HOSTS},
        }
        if found := [sentence for sentence, is_wrong in wrong.items() if is_wrong]:
            raise ValueError("BILLIE_ENV is production, but " + "; ".join(found))
        return self

    @property
    def embedded_servers(self) -> list[str]:
        """Which servers have no address, so that whoever needs them has to start them here."""
        urls = {"postgres": self.DATABASE_URL, "redis": self.REDIS_URL}
        return [name for name, url in urls.items() if not url]


def read() -> Environment:
    """Read and check the environment.

    :raises ImproperlyConfigured: naming every variable that is wrong, never its value
    """
    try:
        return Environment()
    except ValidationError as error:
        lines = [
            f"  {'.'.join(map(str, problem['loc'])) or 'together'}: "
            + problem["msg"].removeprefix("Value error, ")
            for problem in error.errors(include_input=False, include_url=False)
        ]
    sentence = "The settings are wrong. Mend these variables (in the environment or in .env):"
    raise ImproperlyConfigured("\n".join([sentence, *lines]))


def words(text: str) -> list[str]:
    """Split a variable that holds a list by comma."""
    return [word.strip() for word in text.split(",") if word.strip()]
