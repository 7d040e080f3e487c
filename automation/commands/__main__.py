"""``python -m automation.commands``: the same as ``usher``."""

from __future__ import annotations

from automation.commands.main import main

if __name__ == "__main__":
    main()
