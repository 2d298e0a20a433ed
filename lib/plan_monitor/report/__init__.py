"""What is said: blocks, tables, charts, sentences; HTML and Word exporters."""
