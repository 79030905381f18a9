"""Settings, read from `LEGELOP_*` environment variables and checked when the program starts.

Every default is safe in production: demo mode is off, cookies are secure, and a missing
secret stops the start instead of being invented.
"""

from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


class Settings(BaseSettings):
    """One installation's settings."""

    model_config = SettingsConfigDict(env_prefix="LEGELOP_", extra="ignore")

    database_url: str = f"sqlite:///{VAR / 'legelop.sqlite3'}"
    """SQLAlchemy address; `postgresql+psycopg://…` for PostgreSQL."""
    secret_key: str = Field(default="", repr=False)
    """Signs the form tokens; at least 32 characters."""
    demo: bool = False
    """Lets anybody sign in as one of the invented people. Never with real data."""
    demo_today: date = date(2026, 11, 23)
    """The day it always is in demo mode, so that the invented people never grow old."""
    cookie_secure: bool = True
    session_idle_minutes: int = Field(default=120, ge=5)
    session_hours: int = Field(default=12, ge=1)
    sign_in_tries: int = Field(default=10, ge=3)
    """Wrong passwords for one name within the window before it is closed."""
    sign_in_window_minutes: int = Field(default=15, ge=1)
    log_json: bool = True
    page_size: int = Field(default=50, ge=10, le=200)
    dated_list_limit: int = Field(default=500, ge=10, le=5000)
    """Doctors whose dates are worked out for one list; about 4 ms each the first time."""

    keep_job_runs_days: int = Field(default=30, ge=7)
    """How long finished runs of background jobs are kept."""
    keep_mails_days: int = Field(default=90, ge=7)
    """How long mails that are sent, in doubt or refused are kept."""
    smtp_host: str = ""
    """The mail server; empty: no mail is written, and what waits keeps waiting."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_starttls: bool = True
    """Encrypts before anything is said; off only for a server on this machine."""
    smtp_from: str = ""
    """The sender's address, such as `Legeløp <legelop@example.org>`."""
    smtp_timeout: float = Field(default=20.0, gt=0, le=300)
    """Seconds to wait for one answer from the mail server."""
    public_url: str = ""
    """Where people reach this installation, such as `https://legelop.example.org`, for the links
    in mails and calendars."""

    @model_validator(mode="after")
    def check_mail(self) -> Self:
        """A half-filled set of mail settings is refused at the start, not at the first mail."""
        self.public_url = self.public_url.rstrip("/")
        if self.public_url and not self.public_url.startswith(("https://", "http://")):
            raise ValueError("LEGELOP_PUBLIC_URL must begin with https:// or http://")
        if not self.smtp_host:
            return self
        if "@" not in parseaddr(self.smtp_from)[1]:
            raise ValueError("LEGELOP_SMTP_FROM must be a mail address when a mail server is set")
        if not self.public_url:
            raise ValueError("LEGELOP_PUBLIC_URL is needed for the links when a mail server is set")
        if self.smtp_user and not self.smtp_starttls:
            raise ValueError("LEGELOP_SMTP_USER needs LEGELOP_SMTP_STARTTLS: no password in clear")
        return self

    @model_validator(mode="after")
    def check_secret(self) -> Self:
        """A short secret is refused, also in demo mode."""
        if len(self.secret_key) < 32:
            raise ValueError(
                "LEGELOP_SECRET_KEY must be at least 32 characters; make one with "
                "`python -c 'import secrets; print(secrets.token_urlsafe(48))'`"
            )
        return self

    @property
    def sends_mail(self) -> bool:
        """Whether a mail server is set."""
        return bool(self.smtp_host)

    @property
    def fixed_today(self) -> date | None:
        """The demo's day, or None when the real calendar applies."""
        return self.demo_today if self.demo else None


def kept_secret(folder: Path = VAR) -> str:
    """The demo's own secret, made at the first start and kept in `var/secret`."""
    import secrets

    path = folder / "secret"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), "utf-8")
    return path.read_text("utf-8").strip()
