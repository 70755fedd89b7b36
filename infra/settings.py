"""The environment, parsed once at the door. Read in the composition roots alone.

Names are the environment's own; .env.example lists every one with its meaning.
"""

import re
from enum import StrEnum
from typing import Annotated, Self, TypeVar
from urllib.parse import urlsplit

import pytz
from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from domain.account.limits import LIMITS, Limits
from domain.booking.cap import CAP, Cap
from domain.caps import Caps
from domain.guess import GUESSES
from domain.keys import Keys
from infra.backup.archive import Lock
from infra.mail.url import parse_sender, parse_smtp_url

DSN = re.compile(r"https?://\w+(:\w+)?@[\w.:-]+(/[\w.-]+)*/\d+")  # of Sentry
TELEGRAM = "https://api.telegram.org"
TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,80}")
DATABASE_OPTIONS = frozenset(
    {"host", "port", "ssl", "sslmode", "pooling"}
)  # of DATABASE_URL, after its ?
PLACE = re.compile(r"https?://[^/\s?#@]+(/[^\s?#]*)?")
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
SHORTEST_KEY = 32  # characters
SHORTEST_PASSPHRASE = 12


class BotMode(StrEnum):
    """How updates reach us."""

    WEBHOOK = "webhook"
    POLLING = "polling"


class Env(StrEnum):
    """Where we run; production refuses the sandbox and weak settings."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class FsmStorage(StrEnum):
    """Where half-typed conversations live."""

    MEMORY = "memory"
    REDIS = "redis"


class LogFormat(StrEnum):
    """How a log line is written."""

    CONSOLE = "console"
    JSON = "json"


class DataSettings(BaseSettings):
    """What `migrate` and `seed` need to know, and no more."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: SecretStr
    default_zone: str = "Europe/Berlin"
    log_format: LogFormat = LogFormat.CONSOLE

    @field_validator("default_zone")
    @classmethod
    def zone_exists(cls, value: str) -> str:
        if value not in pytz.all_timezones_set:
            raise ValueError("must be an IANA time zone such as Europe/Berlin")
        return value

    @field_validator("database_url")
    @classmethod
    def database_is_postgres(cls, value: SecretStr) -> SecretStr:
        if not re.match(r"postgres(ql)?(\+asyncpg)?://", value.get_secret_value()):
            raise ValueError("must start with postgresql://")
        try:
            options = make_url(value.get_secret_value()).query
        except (ArgumentError, ValueError):
            raise ValueError("must be postgresql://user:password@host:port/database") from None
        if options.get("pooling", "transaction") != "transaction":
            raise ValueError("has pooling, which may only be pooling=transaction")
        if unknown := set(options) - DATABASE_OPTIONS:
            known = ", ".join(sorted(DATABASE_OPTIONS))
            raise ValueError(f"has the option {min(unknown)}, but may have only {known}")
        return value


Read = TypeVar("Read", bound=DataSettings)


class MigrateSettings(DataSettings):
    """What `migrate` needs to know: DATABASE_URL is the owner's of all tables here."""

    app_database_url: SecretStr = SecretStr("")

    @field_validator("database_url")
    @classmethod
    def database_is_the_server_itself(cls, value: SecretStr) -> SecretStr:
        if "pooling" in make_url(value.get_secret_value()).query:
            raise ValueError("must lead to PostgreSQL itself here, without pooling=transaction")
        return value

    @field_validator("app_database_url")
    @classmethod
    def app_url_names_a_role(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            url = make_url(cls.database_is_postgres(value).get_secret_value())
            if not (url.username and url.password):
                raise ValueError("must have a user and a password")
        return value


class RestoreSettings(MigrateSettings):
    """What `restore` needs to know; its file may ask for a key instead of a passphrase."""

    backup_passphrase: SecretStr = SecretStr("")

    @field_validator("backup_passphrase")
    @classmethod
    def passphrase_cannot_be_guessed(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SHORTEST_PASSPHRASE:
            raise ValueError(f"must have at least {SHORTEST_PASSPHRASE} characters")
        return value


class BackupSettings(RestoreSettings):
    """What `backup` needs to know. A backup is all that the lab knows of its patients."""

    backup_recipient: str = ""

    @model_validator(mode="after")
    def it_is_encrypted(self) -> Self:
        if not (self.backup_recipient or self.backup_passphrase.get_secret_value()):
            raise ValueError("BACKUP_RECIPIENT or BACKUP_PASSPHRASE must be set")
        return self

    @property
    def lock(self) -> Lock:
        """The public key is preferred: this machine cannot open what it writes then."""
        return Lock(_parts(self.backup_recipient), self.backup_passphrase.get_secret_value())


class WorkerSettings(DataSettings):
    """What a worker is told from outside. Rates are per second; 0 = no limit."""

    bot_token: SecretStr
    secret_key: SecretStr = SecretStr("")
    telegram_api_url: str = TELEGRAM
    redis_url: SecretStr
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    host: str = Field("127.0.0.1", min_length=1)  # an empty one would be every interface
    worker_port: int = Field(8081, ge=0, le=65535)
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    send_rate: float = Field(30, ge=0, allow_inf_nan=False)
    readings_days: int = Field(365, ge=90)  # less than 90 the table itself refuses
    env: Env = Env.DEVELOPMENT
    otel_exporter_otlp_endpoint: str = ""
    sentry_dsn: SecretStr = SecretStr("")

    @field_validator("bot_token")
    @classmethod
    def token_has_telegrams_form(cls, value: SecretStr) -> SecretStr:
        if not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("must look like 123456:ABC..., as BotFather gives it")
        return value

    @field_validator("admin_ids", mode="before")
    @classmethod
    def ids_are_separated_by_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isdecimal() for part in parts):
            raise ValueError("must be Telegram user ids separated by commas")
        return frozenset(int(part) for part in parts)

    @field_validator("telegram_api_url", "public_url", check_fields=False)
    @classmethod
    def url_is_http(cls, value: str, about: ValidationInfo) -> str:
        if not re.match(r"https?://", value) and (value or about.field_name != "public_url"):
            raise ValueError("must start with http:// or https://")
        if value and not PLACE.fullmatch(value):
            raise ValueError("must be a host with an optional path, without user, ? and #")
        return value.rstrip("/")

    @field_validator("otel_exporter_otlp_endpoint")
    @classmethod
    def collector_is_http(cls, value: str) -> str:
        if value and not re.match(r"https?://", value):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("sentry_dsn")
    @classmethod
    def dsn_is_one(cls, value: SecretStr) -> SecretStr:
        if (dsn := value.get_secret_value()) and not DSN.fullmatch(dsn):
            raise ValueError("must look like https://key@host/project")
        return value

    @field_validator("redis_url")
    @classmethod
    def redis_is_redis(cls, value: SecretStr) -> SecretStr:
        if not re.match(r"(rediss?|unix)://", value.get_secret_value()):
            raise ValueError("must start with redis://, rediss:// or unix://")
        try:
            urlsplit(value.get_secret_value()).port  # noqa: B018 - read to be checked
        except ValueError:
            raise ValueError("must have a port from 0 to 65535, if any") from None
        return value

    @field_validator("secret_key")
    @classmethod
    def keys_cannot_be_guessed(cls, value: SecretStr) -> SecretStr:
        if any(len(key) < SHORTEST_KEY for key in _parts(value.get_secret_value())):
            raise ValueError(f"must be secrets of at least {SHORTEST_KEY} characters, newest first")
        return value

    @property
    def keys(self) -> Keys:
        """The bot's token is the last one: it was the only one before SECRET_KEY."""
        token = self.bot_token.get_secret_value()
        return Keys.of(*_parts(self.secret_key.get_secret_value()), token)

    @property
    def has_mail(self) -> bool:
        """Whether anything can be sent by e-mail."""
        return bool(self.mail_from)

    @field_validator("smtp_url")
    @classmethod
    def smtp_url_is_one(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            parse_smtp_url(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def sender_is_an_address(cls, value: str) -> str:
        if value:
            parse_sender(value)
        return value

    @model_validator(mode="after")
    def mail_is_whole(self) -> Self:
        if bool(self.smtp_url.get_secret_value()) != bool(self.mail_from):
            raise ValueError("SMTP_URL and MAIL_FROM must both be set, or neither")
        return self


class Settings(WorkerSettings):
    """What the bot is told. It mails nothing, so it need not know how that is done."""

    bot_mode: BotMode = BotMode.WEBHOOK
    public_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    fsm_storage: FsmStorage = FsmStorage.MEMORY
    port: int = Field(8080, ge=0, le=65535)
    flood_limit: float = Field(5, ge=0, allow_inf_nan=False)
    max_messages: int = Field(LIMITS.messages, ge=0)
    max_series: int = Field(LIMITS.series, ge=0)
    max_addresses: int = Field(LIMITS.addresses, ge=0)
    visits_to_come: int = Field(CAP.to_come, ge=0)
    visits_a_day: int = Field(CAP.a_day, ge=0)
    guess_alert: int = Field(GUESSES, ge=0)
    mail_by_worker: bool = False
    public_page: bool = False

    @field_validator("mail_by_worker", "public_page", mode="before")
    @classmethod
    def nothing_is_no(cls, value: object) -> object:
        return value or False

    @property
    def has_mail(self) -> bool:
        """Whether anything can be sent by e-mail."""
        return super().has_mail or self.mail_by_worker

    @property
    def web_url(self) -> str:
        """Where browsers reach us."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def caps(self) -> Caps:
        """Of one account, as long as no manager sets another number."""
        limits = Limits(self.max_messages, self.max_series, self.max_addresses)
        return Caps(limits, Cap(self.visits_to_come, self.visits_a_day))

    @model_validator(mode="after")
    def webhook_is_guarded(self) -> Self:
        """An empty secret would switch aiogram's and Telegram's check off, so refuse to start."""
        if self.bot_mode is BotMode.WEBHOOK:
            if not SECRET.fullmatch(self.webhook_secret.get_secret_value()):
                raise ValueError("WEBHOOK_SECRET must be 16-256 of A-Z a-z 0-9 _ - in webhook mode")
            if not self.public_url:
                raise ValueError("PUBLIC_URL must be set in webhook mode")
            if self.env is Env.PRODUCTION and not self.public_url.startswith("https://"):
                raise ValueError("PUBLIC_URL must be https in production")
        return self


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class SettingsWrong(Exception):
    """The environment is wrong. str() is one line naming the variables, never their values."""


def read_settings(kind: type[Read]) -> Read:
    """Read the environment (and .env). Raises SettingsWrong with one line for the operator."""
    try:
        return kind()
    except ValidationError as wrong:
        raise SettingsWrong("; ".join(_line(error) for error in wrong.errors())) from None


def _line(error: ErrorDetails) -> str:
    name = "_".join(str(part) for part in error["loc"]).upper()
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        return f"{name} is not set"
    return f"{name} {message}" if name else message
