"""The analyst's desk: a period's tables as frames, and what if. Nothing here is written."""
