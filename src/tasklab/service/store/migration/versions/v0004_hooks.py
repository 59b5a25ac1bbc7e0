"""Make the tables of what platforms tell by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of what platforms tell by themselves."""
    op.create_table(
        "hook",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("connection_id", sa.String(length=40), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_hook_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connection.id"], name=op.f("fk_hook_connection_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
        sa.UniqueConstraint("connection_id", name=op.f("uq_hook_connection_id")),
    )
    op.create_table(
        "arrival",
        sa.Column("connection_id", sa.String(length=40), nullable=False),
        sa.Column("delivery", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("object", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.String(length=500), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connection.id"], name=op.f("fk_arrival_connection_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("connection_id", "delivery", "number", name=op.f("pk_arrival")),
    )
    op.create_index(op.f("ix_arrival_is_done_connection_id"), "arrival", ["is_done", "connection_id"], unique=False)
    op.create_index(op.f("ix_arrival_at"), "arrival", ["at"], unique=False)
