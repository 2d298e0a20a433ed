"""Models as a clerk would write them in YAML."""

from typing import Any

from pydantic import BaseModel


def plain(model: BaseModel) -> dict[str, Any]:
    """Return a model's fields: 55 for 55.0, a list for a tuple, no empty field."""
    fields = model.model_dump(exclude_none=True)
    return {key: _tidy(value) for key, value in fields.items()}


def _tidy(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_tidy(one) for one in value] if isinstance(value, tuple) else value
