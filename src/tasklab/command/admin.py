"""`tasklab admin`: accounts, keys and secrets of the live API, by the operator, on the database itself."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tasklab.command.serving import open_database, require_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.service.config import Config
    from tasklab.service.store.database import Database

_DAY_US = 24 * 3600 * 1_000_000
_BATCH = 200


@click.group()
def command() -> None:
    """Manage accounts, keys and secrets of the live API, by the settings that `tasklab serve` goes by."""
    require_service()


@contextmanager
def _opened() -> Iterator[tuple[Database, Config]]:
    from tasklab.service.error import ServiceError  # noqa: PLC0415 - an optional extra
    from tasklab.service.secret import SecretError  # noqa: PLC0415
    from tasklab.service.server import load_config, read_environment  # noqa: PLC0415

    try:
        config = load_config(read_environment(os.environ), Path.cwd())
        with open_database(config) as database:
            yield database, config
    except (ServiceError, SecretError) as error:
        raise click.ClickException(str(error)) from error


def _actor() -> str:
    return f"admin {getpass.getuser()}"


def _moment(microseconds: int | None) -> str:
    if microseconds is None:
        return "-"
    return f"{dt.datetime.fromtimestamp(microseconds / 1_000_000, dt.UTC):%Y-%m-%d %H:%M}"


@command.command()
def migrate() -> None:
    """Bring the database up to date."""
    with _opened() as (database, _):
        click.echo(f"up to date: {database.url.render_as_string(hide_password=True)}")


@command.command("account-add")
@click.argument("name")
def account_add(name: str) -> None:
    """Make an account called NAME, with a key that may do everything."""
    from tasklab.service.identity import SCOPES  # noqa: PLC0415 - an optional extra
    from tasklab.service.store.account import add_account, add_key  # noqa: PLC0415

    def work(db: Any) -> tuple[str, str]:
        made = add_account(db, name, _actor())
        return made.id, add_key(db, made.id, "first", SCOPES, _actor())[1].text

    with _opened() as (database, _):
        account_id, text = database.do(work)
    click.echo(f"account {account_id}; its key, shown this once:\n{text}")


@command.command()
def accounts() -> None:
    """List accounts."""
    from tasklab.service.store.account import list_accounts  # noqa: PLC0415 - an optional extra

    with _opened() as (database, _):
        for each in database.do(list_accounts):
            state = "enabled" if each.disabled_at is None else f"disabled {_moment(each.disabled_at)}"
            click.echo(f"{each.id}  {_moment(each.created_at)}  {state}  {each.name}")


@command.command()
@click.argument("account_id")
def disable(account_id: str) -> None:
    """Serve an account no longer; its data is kept."""
    _switch(account_id, is_disabled=True)


@command.command()
@click.argument("account_id")
def enable(account_id: str) -> None:
    """Serve a disabled account again."""
    _switch(account_id, is_disabled=False)


def _switch(account_id: str, *, is_disabled: bool) -> None:
    from tasklab.service.store.account import disable_account  # noqa: PLC0415 - an optional extra

    with _opened() as (database, _):
        database.do(lambda db: disable_account(db, account_id, _actor(), is_disabled=is_disabled))
    click.echo(f"{account_id} is {'disabled' if is_disabled else 'enabled'}")


@command.command("key-add")
@click.argument("account_id")
@click.option("--name", default="key", show_default=True, help="What people know it by.")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(["read", "write", "manage"]), help="All three when left out."
)
@click.option("--days", type=click.IntRange(1), default=None, help="Days until it expires; never when left out.")
def key_add(account_id: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a key for an account."""
    from tasklab.service.identity import SCOPES  # noqa: PLC0415 - an optional extra
    from tasklab.service.store.account import add_key  # noqa: PLC0415
    from tasklab.service.store.database import now_us  # noqa: PLC0415

    expires_at = None if days is None else now_us() + days * _DAY_US
    with _opened() as (database, _):
        made, fresh = database.do(add_key, account_id, name, scopes or SCOPES, _actor(), expires_at)
    click.echo(f"key {made.id}, shown this once:\n{fresh.text}")


@command.command()
@click.argument("account_id")
def keys(account_id: str) -> None:
    """List the keys of an account, without their text."""
    from tasklab.service.store.account import list_keys  # noqa: PLC0415 - an optional extra

    with _opened() as (database, _):
        for each in database.do(list_keys, account_id):
            state = "revoked" if each.revoked_at else f"until {_moment(each.expires_at)}"
            click.echo(f"{each.id}  {' '.join(each.scopes)}  {state}  used {_moment(each.last_used_at)}  {each.name}")


@command.command("key-revoke")
@click.argument("account_id")
@click.argument("key_id")
def key_revoke(account_id: str, key_id: str) -> None:
    """End a key for good."""
    from tasklab.service.store.account import revoke_key  # noqa: PLC0415 - an optional extra

    with _opened() as (database, _):
        database.do(revoke_key, account_id, key_id, _actor())
    click.echo(f"{key_id} is revoked")


@command.command("secret-key")
@click.argument("name")
def secret_key(name: str) -> None:
    """Print a fresh key for secrets, called NAME, for the front of TASKLAB_SECRET_KEYS."""
    from tasklab.service.secret import new_secret_key  # noqa: PLC0415 - an optional extra

    click.echo(new_secret_key(name))


@command.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--check", "is_check", is_flag=True, help="Write nothing; exit code 1 when PATH is not what it would be.")
def openapi(path: Path, *, is_check: bool) -> int:
    """Write the OpenAPI document of this release to PATH."""
    from tasklab.service.openapi.drift import render_document  # noqa: PLC0415 - an optional extra
    from tasklab.service.openapi.write import current_document  # noqa: PLC0415
    from tasklab.spec.load import find_specs_dir  # noqa: PLC0415

    text = render_document(current_document(find_specs_dir(Path.cwd())))
    if is_check:
        return int(not path.exists() or path.read_text("utf-8") != text)
    path.write_text(text, encoding="utf-8")
    return 0


@command.command("rotate")
def rotate() -> None:
    """Encrypt all secrets with the current key, so that the older ones can be taken away."""
    from tasklab.service.rotation import rotate_secrets  # noqa: PLC0415 - an optional extra

    with _opened() as (database, config):
        count, name = rotate_secrets(database, config.secret_keys, _BATCH)
    click.echo(f"{count} secrets encrypted again; all are by the key {name}")
