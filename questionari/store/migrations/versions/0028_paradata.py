"""What is counted of the filling in of a version."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "paradata",
        sa.Column("questionnaire_sha256", sa.String(length=64), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("bucket", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_sha256"],
            ["questionnaire_version.sha256"],
            name=op.f("fk_paradata_questionnaire_sha256_questionnaire_version"),
        ),
        sa.PrimaryKeyConstraint("questionnaire_sha256", "page", "measure", "bucket", name=op.f("pk_paradata")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("paradata")
