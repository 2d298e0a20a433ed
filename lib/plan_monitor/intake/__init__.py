"""What was reported: forms, receipts, reading, checks, findings."""
