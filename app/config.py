"""Settings, read from `LEGELOP_*` environment variables and checked when the program starts.

Every default is safe in production: demo mode is off, cookies are secure, and a missing
secret stops the start instead of being invented.
"""

from datetime import date
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
