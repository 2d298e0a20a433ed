"""The clean Word template: its parts stand as readable XML in word_template/."""

import io
from importlib.resources import files
from importlib.resources.abc import Traversable

import docx
from docx.document import Document

from plan_monitor.files import pack_zip


def new_document() -> Document:
    """Return an empty Word document with the styles of Nghị định 30/2020/NĐ-CP."""
    return docx.Document(io.BytesIO(template_bytes()))


def template_bytes() -> bytes:
    """Return the template as a .docx file."""
    return pack_zip(_members(files("plan_monitor.report").joinpath("word_template"), ""))


def _members(folder: Traversable, prefix: str) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    for entry in folder.iterdir():
        name = prefix + entry.name
        members |= _members(entry, name + "/") if entry.is_dir() else {name: entry.read_bytes()}
    return members
