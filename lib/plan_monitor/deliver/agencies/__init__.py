"""What goes to the agencies: packages to attach, and mail."""
