"""Open data: the public part of a period as CSV with a Data Package descriptor."""
