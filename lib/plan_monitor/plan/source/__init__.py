"""Read the documents that a plan comes in: their tables as printed."""
