"""Read a plan's document, whichever of the known forms it has."""

from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.plan.source.docx import read_docx
from plan_monitor.plan.source.markdown import read_markdown
from plan_monitor.plan.source.rows import SourceDocument
from plan_monitor.plan.source.tables import read_grids
from plan_monitor.plan.source.text import Judge, read_text
from plan_monitor.vietnamese.text import nfc

SUFFIXES = (".txt", ".docx", ".md", ".markdown")


def read_any_text(path: Path) -> str:
    """Return a text file in NFC: UTF-8 with or without a mark, or UTF-16 as Windows saves it.

    Raises
    ------
    UserError
        If the file has another encoding.
    """
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return nfc(data.decode(encoding).replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise UserError(
            str(path),
            "không đọc được bảng mã của tệp",
            "văn bản UTF-8",
            "mở tệp và lưu lại dạng UTF-8 (Notepad: Save as, Encoding UTF-8)",
        ) from None


def read_source(path: Path, judge: Judge) -> SourceDocument:
    """Return the tables of the plan's document: plain text, Word or Markdown.

    Raises
    ------
    UserError
        If the file has another form, or has neither a table of indicators nor one of tasks.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UserError(
            str(path),
            f"dạng tệp “{suffix}” chưa đọc được",
            f"một trong các dạng {', '.join(SUFFIXES)}",
            "lưu văn bản thành .docx (Word: Lưu thành…)",
        )
    if suffix == ".docx":
        document = read_grids(read_docx(path))
    elif suffix in (".md", ".markdown"):
        document = read_grids(read_markdown(read_any_text(path)))
    else:
        document = read_text(read_any_text(path), judge)
    if not document.tables:
        raise UserError(
            str(path),
            "không tìm thấy bảng chỉ tiêu hay bảng nhiệm vụ",
            "một hàng tiêu đề có cột “Chỉ tiêu” hoặc “Nhiệm vụ”, cơ quan, thời hạn …",
            "kiểm tra tệp là bản đầy đủ có phụ lục; bản văn bản thuần thì mỗi ô một đoạn; tên cột "
            "lạ thì thêm vào headings.yml",
        )
    return document
