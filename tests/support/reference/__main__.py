"""Write docs/reference again: ``make reference``."""

from pathlib import Path

from plan_monitor.files import write_atomically
from tests.support.reference import reference_pages

_ROOT = Path(__file__).parents[3]

for _path, _text in reference_pages(_ROOT).items():
    write_atomically(_ROOT / _path, _text)
    print(f"Đã ghi {_path}")
