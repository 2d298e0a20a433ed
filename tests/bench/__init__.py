"""What whole runs cost: `make bench`. Measured, never asserted; kept out of CI."""
