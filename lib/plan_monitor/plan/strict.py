"""What all models of the plan have in common."""

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A frozen model that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(Strict):
    """The document that something rests on; `to_be_confirmed` until a person has seen it."""

    document: str = Field(min_length=1)
    to_be_confirmed: bool = False
