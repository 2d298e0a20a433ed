"""Monitor a provincial plan: submissions in Excel in, official reports in HTML and Word out."""

__version__ = "0.1.0"
