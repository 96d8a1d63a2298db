"""Groups of alerts, the binding card in a table of its own, moves under way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run by `python -m bot migrate`."""
    op.create_table(
        "alert_group",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slack_channel", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_alert_group_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_group")),
    )
    with op.batch_alter_table("alert_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_group_account_id"), ["account_id"], unique=False)

    op.create_table(
        "binding_card",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_binding_card_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_binding_card")),
    )
    op.execute(
        "INSERT INTO binding_card (account_id, contents) SELECT id, card FROM account "
        "WHERE card IS NOT NULL AND CAST(card AS VARCHAR(5)) <> 'null'"
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("card")

    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_alert_group_id"), ["group_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_alert_group_id_alert_group"), "alert_group", ["group_id"], ["id"]
        )

    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.add_column(sa.Column("under_way_until", sa.DateTime(timezone=True), nullable=True))
