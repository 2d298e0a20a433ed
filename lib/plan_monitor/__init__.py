"""Monitor a provincial plan: submissions in Excel in, official reports in HTML and Word out."""

import sys

__version__ = "0.1.0"

# jsonschema, which nbformat loads, takes this module where it is installed (JupyterLab brings it)
# and it builds a parser as it is loaded: a second in every process, for a check of web addresses
# that nothing here asks for. A process that has it already keeps it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
