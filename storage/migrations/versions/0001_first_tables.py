"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run by `python -m bot migrate`."""
    op.create_table(
        "account",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("oa_id", sa.String(), nullable=False),
        sa.Column("messaging_channel_id", sa.String(), nullable=False),
        sa.Column("messaging_secret_box", sa.String(), nullable=False),
        sa.Column("secret_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("former_secret_box", sa.String(), nullable=True),
        sa.Column("former_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bot_user_id", sa.String(), nullable=False),
        sa.Column("picture_url", sa.String(), nullable=True),
        sa.Column("slack_channel", sa.String(), nullable=False),
        sa.Column("slack_channel_name", sa.String(), nullable=False),
        sa.Column("binding_channel", sa.String(), nullable=True),
        sa.Column("binding_ts", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("conversations", sa.String(), nullable=False),
        sa.Column("thread_replies", sa.Boolean(), nullable=False),
        sa.Column("remind_after", sa.Integer(), nullable=True),
        sa.Column("points_last", sa.Integer(), nullable=True),
        sa.Column("reversal_hours", sa.Integer(), nullable=False),
        sa.Column("service_until", sa.Date(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("slack_channel", name=op.f("uq_account_slack_channel")),
        sa.UniqueConstraint("slug", name=op.f("uq_account_slug")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_bot_user_id"), ["bot_user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_due_at"), ["due_at"], unique=False)

    op.create_table(
        "sighting",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_path", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_sighting")),
    )
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
        "audit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("old", sa.JSON(), nullable=True),
        sa.Column("new", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_account_id"), ["account_id"], unique=False)

    op.create_table(
        "binding_card",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_binding_card_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_binding_card")),
    )
    op.create_table(
        "code_lock",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("wrong_at", sa.JSON(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_code_lock_account_id_account")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_code_lock")),
    )
    with op.batch_alter_table("code_lock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_lock_account_id"), ["account_id"], unique=False)

    op.create_table(
        "digest",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("told_for", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_digest_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("account_id", "site_id", name=op.f("uq_digest_account_id_site_id")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_due_at"), ["due_at"], unique=False)

    op.create_table(
        "event",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("webhook_event_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("line_message_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_event_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint(
            "account_id", "webhook_event_id", name=op.f("uq_event_account_id_webhook_event_id")
        ),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_about",
            ["account_id", "line_message_id"],
            unique=False,
            sqlite_where=sa.text("line_message_id IS NOT NULL"),
            postgresql_where=sa.text("line_message_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_event_due_at"), ["due_at"], unique=False)

    op.create_table(
        "held_delivery",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_held_delivery_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_delivery")),
        sa.UniqueConstraint("digest", name=op.f("uq_held_delivery_digest")),
    )
    with op.batch_alter_table("held_delivery", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_held_delivery_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_held_delivery_received_at"), ["received_at"], unique=False
        )

    op.create_table(
        "ignored_liff_app",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("liff_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ignored_liff_app_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "liff_id", name=op.f("pk_ignored_liff_app")),
    )
    op.create_table(
        "import",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slack_channel", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
        sa.UniqueConstraint("account_id", "digest", name=op.f("uq_import_account_id_digest")),
    )
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_due_at"), ["due_at"], unique=False)

    op.create_table(
        "level",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_level_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_level_account_id_name")),
        sa.UniqueConstraint("account_id", "threshold", name=op.f("uq_level_account_id_threshold")),
    )
    with op.batch_alter_table("level", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_account_id"), ["account_id"], unique=False)

    op.create_table(
        "level_sweep",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_level_sweep_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_sweep")),
        sa.UniqueConstraint("account_id", name=op.f("uq_level_sweep_account_id")),
    )
    with op.batch_alter_table("level_sweep", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_sweep_due_at"), ["due_at"], unique=False)

    op.create_table(
        "login_channel",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("secret_box", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("foreign_apps", sa.Integer(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_login_channel_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_channel")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_login_channel_channel_id")),
    )
    with op.batch_alter_table("login_channel", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_channel_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "member",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("picture_url", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("friendship", sa.String(), nullable=False),
        sa.Column("friendship_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("profile_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("level_fixed", sa.Boolean(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_member_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("account_id", "user_id", name=op.f("uq_member_account_id_user_id")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_due_at"), ["due_at"], unique=False)
        batch_op.create_index("ix_member_level", ["account_id", "level"], unique=False)

    op.create_table(
        "move",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("under_way_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_move_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_move_account_id"), ["account_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outbox_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("topic", name=op.f("uq_outbox_topic")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_due_at"), ["due_at"], unique=False)

    op.create_table(
        "overheard",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("slack_channel", sa.String(), nullable=False),
        sa.Column("slack_ts", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("hindrance", sa.String(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_overheard_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overheard")),
        sa.UniqueConstraint("account_id", "event", name=op.f("uq_overheard_account_id_event")),
    )
    with op.batch_alter_table("overheard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overheard_due_at"), ["due_at"], unique=False)
        batch_op.create_index("ix_overheard_thread", ["slack_channel", "thread_ts"], unique=False)

    op.create_table(
        "progress_message",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("slack_channel", sa.String(), nullable=False),
        sa.Column("slack_ts", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_progress_message_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "about", name=op.f("pk_progress_message")),
    )
    op.create_table(
        "proof",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_proof_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "subject", "name", name=op.f("pk_proof")),
    )
    op.create_table(
        "reading",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("probe", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reading_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "probe", "subject", name=op.f("pk_reading")),
    )
    op.create_table(
        "role",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("sites", sa.JSON(), nullable=True),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "user_id", name=op.f("pk_role")),
    )
    op.create_table(
        "tally",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_tally_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "site_id", "day", "name", name=op.f("pk_tally")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("picture_url", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("price_points", sa.Integer(), nullable=True),
        sa.Column("price_money", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("per_member", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("claim_key", sa.String(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ticket_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("claim_key", name=op.f("uq_ticket_claim_key")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_account_id"), ["account_id"], unique=False)

    op.create_table(
        "unread",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_unread_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "check", "subject", name=op.f("pk_unread")),
    )
    op.create_table(
        "web_picture",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_picture_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_picture")),
        sa.UniqueConstraint("key", name=op.f("uq_web_picture_key")),
    )
    with op.batch_alter_table("web_picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_picture_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_picture_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "alert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_name", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=True),
        sa.Column("actual", sa.JSON(), nullable=True),
        sa.Column("means", sa.JSON(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("muted_by", sa.String(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.Column("slack_channel", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.Column("group_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_alert_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["alert_group.id"], name=op.f("fk_alert_group_id_alert_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_alert_open", ["account_id", "resolved_at"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slack_channel", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.Column("assigned_to", sa.String(), nullable=False),
        sa.Column("assigned_by", sa.String(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminder_channel", sa.String(), nullable=True),
        sa.Column("reminder_ts", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_conversation_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_conversation_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_conversation_account_id_name")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversation_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_conversation_newest", ["account_id", "last_at"], unique=False)
        batch_op.create_index("ix_conversation_slack", ["slack_channel", "slack_ts"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_conversation_waiting_since"), ["waiting_since"], unique=False
        )

    op.create_table(
        "forgetting",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_forgetting_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_forgetting_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgetting")),
        sa.UniqueConstraint("member_id", name=op.f("uq_forgetting_member_id")),
    )
    with op.batch_alter_table("forgetting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forgetting_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forgetting_due_at"), ["due_at"], unique=False)

    op.create_table(
        "import_row",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("redemption_code_box", sa.String(), nullable=True),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import.id"], name=op.f("fk_import_row_import_id_import")
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_row")),
    )
    op.create_table(
        "issued_ticket",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("by_tasks", sa.JSON(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_issued_ticket_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_issued_ticket_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_issued_ticket_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_ticket")),
        sa.UniqueConstraint("account_id", "once", name=op.f("uq_issued_ticket_account_id_once")),
    )
    with op.batch_alter_table("issued_ticket", schema=None) as batch_op:
        batch_op.create_index("ix_issued_ticket_member", ["member_id", "ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_ticket_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "member_token",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("login_channel_id", sa.String(), nullable=False),
        sa.Column("access_token_box", sa.String(), nullable=False),
        sa.Column("access_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refresh_token_box", sa.String(), nullable=True),
        sa.Column("refresh_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_member_token_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["login_channel_id"],
            ["login_channel.id"],
            name=op.f("fk_member_token_login_channel_id_login_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_token_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_token")),
        sa.UniqueConstraint(
            "member_id", "login_channel_id", name=op.f("uq_member_token_member_id_login_channel_id")
        ),
    )
    with op.batch_alter_table("member_token", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_member_token_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_member_token_due_at"), ["due_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_member_token_login_channel_id"), ["login_channel_id"], unique=False
        )

    op.create_table(
        "message",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("event_id", sa.String(), nullable=True),
        sa.Column("line_message_id", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("line", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_token", sa.String(), nullable=True),
        sa.Column("reply_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("written_as", sa.String(), nullable=True),
        sa.Column("changed_since", sa.String(), nullable=True),
        sa.Column("answers_id", sa.String(), nullable=True),
        sa.Column("retry_key", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_as", sa.String(), nullable=True),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("left_after", sa.Integer(), nullable=True),
        sa.Column("wakes", sa.Boolean(), nullable=False),
        sa.Column("read_token", sa.String(), nullable=True),
        sa.Column("media", sa.JSON(), nullable=True),
        sa.Column("slack_file", sa.String(), nullable=True),
        sa.Column("slack_channel", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_message_account_id_account")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_message_event_id_event")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_message_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "account_id", "line_message_id", name=op.f("uq_message_account_id_line_message_id")
        ),
        sa.UniqueConstraint(
            "account_id", "written_as", name=op.f("uq_message_account_id_written_as")
        ),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_conversation", ["account_id", "conversation", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_message_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_member_id"), ["member_id"], unique=False)

    op.create_table(
        "site",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("login_channel_id", sa.String(), nullable=True),
        sa.Column("liff_id", sa.String(), nullable=True),
        sa.Column("service_phone", sa.String(), nullable=False),
        sa.Column("redemption_code_box", sa.String(), nullable=True),
        sa.Column("rich_menu", sa.String(), nullable=False),
        sa.Column("points_per", sa.Integer(), nullable=True),
        sa.Column("slack_channel", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("card_channel", sa.String(), nullable=True),
        sa.Column("card_ts", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_site_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["login_channel_id"],
            ["login_channel.id"],
            name=op.f("fk_site_login_channel_id_login_channel"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("address", name=op.f("uq_site_address")),
        sa.UniqueConstraint("slug", name=op.f("uq_site_slug")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_due_at"), ["due_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_site_login_channel_id"), ["login_channel_id"], unique=False
        )

    op.create_table(
        "ticket_holding",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_ticket_holding_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_holding_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "member_id", name=op.f("pk_ticket_holding")),
    )
    op.create_table(
        "happened",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("by_tasks", sa.JSON(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_happened_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_happened_member_id_member")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_happened_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happened")),
        sa.UniqueConstraint("account_id", "once", name=op.f("uq_happened_account_id_once")),
    )
    with op.batch_alter_table("happened", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_happened_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_happened_member_id"), ["member_id"], unique=False)

    op.create_table(
        "member_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("friend", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_member_session_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_session_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_member_session_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_session")),
    )
    with op.batch_alter_table("member_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_member_session_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_member_session_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_member_session_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_member_session_site_id"), ["site_id"], unique=False)

    op.create_table(
        "menu_wish",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("menu", sa.String(), nullable=False),
        sa.Column("linked_id", sa.String(), nullable=True),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_menu_wish_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_menu_wish_member_id_member")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_menu_wish_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_wish")),
        sa.UniqueConstraint("member_id", name=op.f("uq_menu_wish_member_id")),
    )
    with op.batch_alter_table("menu_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_menu_wish_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_menu_wish_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_menu_wish_site_id"), ["site_id"], unique=False)

    op.create_table(
        "purchase",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversed_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_purchase_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_purchase_member_id_member")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_purchase_site_id_site")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_purchase_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
        sa.UniqueConstraint("account_id", "once", name=op.f("uq_purchase_account_id_once")),
    )
    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_purchase_store", ["site_id", "at"], unique=False)

    op.create_table(
        "redemption",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("issued_ticket_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversed_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_redemption_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["issued_ticket_id"],
            ["issued_ticket.id"],
            name=op.f("fk_redemption_issued_ticket_id_issued_ticket"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_redemption_member_id_member")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_redemption_site_id_site")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_redemption_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("account_id", "once", name=op.f("uq_redemption_account_id_once")),
    )
    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redemption_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_redemption_issued_ticket_id"), ["issued_ticket_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_redemption_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_redemption_store", ["site_id", "at"], unique=False)

    op.create_table(
        "retired_liff_app",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("login_channel_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("liff_id", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_retired_liff_app_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["login_channel_id"],
            ["login_channel.id"],
            name=op.f("fk_retired_liff_app_login_channel_id_login_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_retired_liff_app_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retired_liff_app")),
        sa.UniqueConstraint("liff_id", name=op.f("uq_retired_liff_app_liff_id")),
    )
    with op.batch_alter_table("retired_liff_app", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_retired_liff_app_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_retired_liff_app_due_at"), ["due_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_retired_liff_app_login_channel_id"), ["login_channel_id"], unique=False
        )

    op.create_table(
        "task",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("delay_seconds", sa.Integer(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=True),
        sa.Column("action", sa.JSON(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("stopped", sa.JSON(), nullable=True),
        sa.Column("planned_until", sa.String(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_task_account_id_account")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_task_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_due_at"), ["due_at"], unique=False)
        batch_op.create_index("ix_task_site", ["site_id", "active"], unique=False)

    op.create_table(
        "ticket_round",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("passed_over", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.Column("slack_channel", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ticket_round_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_ticket_round_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_round_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_round")),
    )
    with op.batch_alter_table("ticket_round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ticket_round_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ticket_round_due_at"), ["due_at"], unique=False)

    op.create_table(
        "ticket_store",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("redeemed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_ticket_store_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_store_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "site_id", name=op.f("pk_ticket_store")),
    )
    op.create_table(
        "visit",
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_visit_member_id_member")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_visit_site_id_site")),
        sa.PrimaryKeyConstraint("site_id", "member_id", name=op.f("pk_visit")),
    )
    op.create_table(
        "point_entry",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lot_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_point_entry_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["point_entry.id"], name=op.f("fk_point_entry_lot_id_point_entry")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_point_entry_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase.id"], name=op.f("fk_point_entry_purchase_id_purchase")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_point_entry_site_id_site")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_point_entry_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_entry")),
        sa.UniqueConstraint("account_id", "once", name=op.f("uq_point_entry_account_id_once")),
    )
    with op.batch_alter_table("point_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_entry_due_at"), ["due_at"], unique=False)
        batch_op.create_index("ix_point_entry_member", ["member_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_entry_site_id"), ["site_id"], unique=False)

    op.create_table(
        "task_run",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("by_tasks", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_task_run_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_task_run_member_id_member")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_run_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_run")),
        sa.UniqueConstraint(
            "task_id", "member_id", "cause", name=op.f("uq_task_run_task_id_member_id_cause")
        ),
    )
    with op.batch_alter_table("task_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_run_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_task_run_done", ["task_id", "done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_run_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_run_member_id"), ["member_id"], unique=False)
