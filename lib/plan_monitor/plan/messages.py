"""Say in the analyst's language what pydantic found wrong."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

Explained = tuple[str, str, str]
Location = tuple[int | str, ...]


def explain_all(
    error: ValidationError, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, Explained]]:
    """Yield where, and found, expected and remedy, for every fault that pydantic found.

    `schema` is the JSON Schema of the file's shape: its field names are offered for a misspelt one;
    the field that is thereby missing is not told a second time.
    """
    known = sorted(set(_fields(schema)))
    faults = error.errors(include_url=False)
    misspelt = {
        (*fault["loc"][:-1], near)
        for fault in faults
        if fault["type"] == "extra_forbidden" and (near := _near(fault, known))
    }
    for fault in faults:
        if not (fault["type"] == "missing" and fault["loc"] in misspelt):
            yield fault["loc"], explain(fault, known)


def _near(fault: Mapping[str, Any], known: Sequence[str]) -> str | None:
    field = str(fault["loc"][-1])
    near = get_close_matches(field, known, n=1, cutoff=0.7) if field not in known else []
    return near[0] if near else None


def explain(fault: Mapping[str, Any], known: Sequence[str]) -> Explained:
    """Return what was found, what was expected, and what to do about one fault of pydantic."""
    place = ".".join(str(step) for step in fault["loc"] if step not in ("number", "words"))
    field = str(fault["loc"][-1]) if fault["loc"] else ""
    value, context = fault.get("input"), fault.get("ctx", {})
    kind = str(fault["type"])
    if kind == "missing":
        return (
            f"thiếu trường {place}",
            f"trường “{field}”",
            "thêm trường vào mục bắt đầu ở dòng này",
        )
    if kind == "extra_forbidden":
        near = _near(fault, known)
        hint = f"có phải là “{near}”?" if near else "xóa trường này"
        return f"trường lạ {place}", "tên trường có trong lược đồ (params/schemas)", hint
    if kind == "literal_error":
        expected = str(context["expected"]).replace(" or ", " hoặc ")
        return f"{place}: giá trị “{value}”", expected, "chọn một trong các giá trị đó"
    if kind == "value_error":
        return str(context["error"]), "đủ và đúng các trường", "bổ sung mục này"
    for start, expected in _EXPECTED.items():
        if kind.startswith(start):
            return f"{place}: giá trị “{value}”", expected, "sửa giá trị ở dòng này"
    found = f"{place or 'cả tệp'}: {fault['msg']}"
    return found, "đúng kiểu giá trị", "sửa giá trị ở dòng này"


_EXPECTED = {
    "date": "ngày dạng 2025-06-30",
    "timezone": "giờ có múi giờ, dạng 2025-06-10T17:00:00+07:00",
    "datetime": "giờ dạng 2025-06-10T17:00:00+07:00",
    "int": "số nguyên",
    "float": "số, dấu thập phân là dấu chấm",
    "bool": "true hoặc false",
    "greater_than": "số lớn hơn 0",
    "string_type": "một dòng chữ",
    "string_too_short": "một dòng chữ, không để trống",
    "tuple": "một danh sách, mỗi dòng bắt đầu bằng dấu gạch ngang",
    "model": "một nhóm trường “tên: giá trị”",
    "dict": "một nhóm trường “tên: giá trị”",
}


def _fields(schema: Any) -> Iterator[str]:
    """Yield every field name in a JSON Schema."""
    if isinstance(schema, Mapping):
        properties = schema.get("properties")
        if isinstance(properties, Mapping):
            yield from properties
        for value in schema.values():
            yield from _fields(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _fields(value)
