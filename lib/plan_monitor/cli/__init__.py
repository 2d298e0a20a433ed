"""What is typed: a module a kind of work, all gathered in main.py."""
