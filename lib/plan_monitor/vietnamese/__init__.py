"""Vietnamese text, numbers and dates; knows nothing of plans."""
