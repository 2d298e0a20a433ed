"""``python -m plan_monitor``: the command line without the console script."""

from plan_monitor.cli.main import main

if __name__ == "__main__":
    main()
