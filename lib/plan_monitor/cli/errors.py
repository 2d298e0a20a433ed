"""What the command line says when something is wrong: one line, and what to do."""

import errno
import io
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from plan_monitor.errors import UserError
from plan_monitor.files import write_atomically

_INTERRUPTED = "Đã dừng theo lệnh (Ctrl-C): việc đã xong được giữ; chạy lại để làm tiếp."
_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}
_FAULT = Path(".plan_monitor", "fault.txt")
_OWN_FAULT = 3


class Commands(click.Group):
    """Shows an error as one line: a user's ends with 2, the program's own with 3, Ctrl-C with 130.

    The traceback of a fault of the program is kept in the workspace's .plan_monitor/fault.txt.
    """

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command line; what it prints into a file is UTF-8 on every system."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
                stream.reconfigure(encoding="utf-8", errors="replace")
        return super().main(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and end with a line where it cannot."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            said, code = str(error), 2
        except click.UsageError as error:
            said, code = str(_mistyped(error)), 2
        except KeyboardInterrupt:
            said, code = _INTERRUPTED, 128 + signal.SIGINT
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:  # who reads has seen enough: click ends quietly
                raise
            of_disk = error.errno in _OF_THE_DISK
            said, code = (str(_unwritten(error)), 2) if of_disk else _own_fault(ctx, error)
        except Exception as error:
            said, code = _own_fault(ctx, error)
        click.echo(said, err=True)
        sys.exit(code)


def _mistyped(error: click.UsageError) -> UserError:
    command = error.ctx.command_path if error.ctx else "plan-monitor"
    expected = "lệnh như trong hướng dẫn"
    match error:
        case click.MissingParameter():
            found, expected = f"thiếu {_named(error.param)}", "đủ tham số"
        case click.NoSuchOption():
            found, expected = f"không có tùy chọn {error.option_name}", _near(error.possibilities)
        case click.exceptions.NoSuchCommand():
            found, expected = f"không có lệnh {error.command_name}", _near(error.possibilities)
        case click.BadParameter() if error.param:
            found = f"giá trị của {_named(error.param)} không dùng được"
            expected = error.message.rstrip(".")
        case _:
            found = error.format_message().rstrip(".")
    return UserError(command, found, expected, f"gõ lại; xem {command} --help")


def _named(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return param.opts[0]
    return param.human_readable_name if param else "tham số"


def _near(possibilities: Any) -> str:
    return ", ".join(possibilities) if possibilities else "lệnh như trong hướng dẫn"


def _unwritten(error: OSError) -> UserError:
    """Return what is to be said of a disk that is full or may not be written."""
    is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return UserError(
        str(error.filename or "đĩa"),
        f"{'đĩa đầy' if is_full else 'không có quyền ghi hoặc đọc'} ({error.strerror})",
        "đĩa còn chỗ" if is_full else "thư mục ghi được",
        ("dọn đĩa" if is_full else "kiểm tra quyền của thư mục") + " rồi chạy lại: việc đã xong "
        "được giữ",
    )


def _own_fault(ctx: click.Context, error: Exception) -> tuple[str, int]:
    """Keep the traceback where there is a workspace, else show it; return the line to say."""
    whole = "".join(traceback.format_exception(error))
    path = Path(ctx.obj or ".") / _FAULT
    text = " ".join(str(error).split())[:200]
    try:
        if not path.parent.is_dir():
            raise FileNotFoundError(path.parent)
        write_atomically(path, whole)
        where = str(path)
    except OSError:
        click.echo(whole, err=True)
        where = "những dòng trên"
    said = UserError(
        "Lỗi của chương trình", f"{type(error).__name__}: {text}", "chạy được đến hết",
        f"gửi {where} và những gì plan-monitor doctor in ra cho người bảo trì",
    )  # fmt: skip
    return str(said), _OWN_FAULT
