"""The declarative base: every constraint gets a name, so that a violation can become a domain error."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from questionari.store.types import Id, UtcDateTime, new_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[uuid.UUID, mapped_column(Id, primary_key=True, default=new_id)]
Code = Annotated[str, mapped_column(String(40))]
Short = Annotated[str, mapped_column(String(200))]
Long = Annotated[str, mapped_column(Text)]
Blob = Annotated[bytes, mapped_column(LargeBinary)]


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, uuid.UUID: Id, dict[str, Any]: JSON, list[str]: JSON, list[Any]: JSON}
