"""The site of the documentation: `make docs` builds the whole repository's pages into build/docs.

Sphinx reads from the repository's root, so that a link from page to page, or to a file of the
repository, is the same relative path here and on the repository's own pages. What Sphinx and MyST
do not do by themselves stands in `site_extension.py`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "plan_monitor"
html_title = project
root_doc = "docs/index"
language = "vi"
extensions = ["myst_parser", "site_extension"]
include_patterns = [
    "README.md",
    "README.vi.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/**.md",
    "tests/progress/published/README.md",
]
exclude_patterns = [".*", "build", "data", "delivery", "editions", "notebooks", "reports"]
exclude_patterns += ["lib", "params", "tests/node_modules", "**/__pycache__"]

nitpicky = True
smartquotes = False
myst_heading_anchors = 4
html_theme = "furo"
html_additional_pages = {"index": "redirect.html"}
templates_path = ["templates"]
html_use_index = False
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_show_search_summary = False  # a page opened from a disk may not read the other pages
