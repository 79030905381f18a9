"""Accounts and roles, for whoever installs Legeløp."""

import secrets

import click
from sqlmodel import Session

from app.commands.home import open_home
from app.roles import Role, ScopeKind
from app.services import accounts as service


@click.group()
def account() -> None:
    """Local accounts, roles and live sessions."""


def run(work: object, session: Session) -> str:
    """Do the work and commit; wrong input becomes a message and exit code 2."""
    try:
        message = work(session)  # type: ignore[operator]
    except service.AccountError as error:
        raise click.UsageError(str(error)) from None
    session.commit()
    return str(message)


@account.command("create")
@click.argument("username")
@click.option("--given-name", required=True)
@click.option("--family-name", required=True)
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option(
    "--scope",
    type=click.Choice([str(kind) for kind in ScopeKind]),
    default="own",
    show_default=True,
)
@click.option("--organisation", help="Key of the organisation the scope points at.")
@click.password_option()
def account_create(
    username: str,
    given_name: str,
    family_name: str,
    role: str,
    scope: str,
    organisation: str | None,
    password: str,
) -> None:
    """Create a person with an account and a first role."""
    home = open_home()
    new = service.NewAccount(
        username=username,
        password=password,
        given_name=given_name,
        family_name=family_name,
        role=Role(role),
        scope=ScopeKind(scope),
        organisation_key=organisation,
        public_id=secrets.token_hex(6),
    )
    with home.database.session() as session:
        click.echo(
            run(
                lambda s: service.create(s, new, now=home.clock.now(), today=home.clock.today()),
                session,
            )
        )


@account.command("password")
@click.argument("username")
@click.password_option()
def account_password(username: str, password: str) -> None:
    """Set a new password and end every live session."""
    home = open_home()
    with home.database.session() as session:
        click.echo(
            run(
                lambda s: service.set_password(s, username, password, now=home.clock.now()),
                session,
            )
        )


@account.command("revoke")
@click.argument("username")
@click.option("--disable", is_flag=True, help="Also close the account.")
def account_revoke(username: str, disable: bool) -> None:
    """End every live session of an account."""
    home = open_home()
    with home.database.session() as session:
        click.echo(
            run(
                lambda s: service.revoke(s, username, disable=disable, now=home.clock.now()),
                session,
            )
        )
