"""Make the table of checkups, with a row for each connection to a site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of checkups, with a row for each connection to a site."""
    op.create_table(
        "checkup",
        sa.Column("connection_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("is_good", sa.Boolean(), nullable=True),
        sa.Column("site_version", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_checkup_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connection.id"], name=op.f("fk_checkup_connection_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("connection_id", name=op.f("pk_checkup")),
    )
    op.create_index(op.f("ix_checkup_due_at"), "checkup", ["due_at"], unique=False)
    op.execute(
        "INSERT INTO checkup (connection_id, account_id, due_at, lease_until) "
        "SELECT id, account_id, 0, 0 FROM connection WHERE NOT is_sandbox"
    )
