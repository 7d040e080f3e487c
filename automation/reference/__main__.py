"""``python -m automation.reference FOLDER``: write the reference pages."""

from __future__ import annotations

import sys
from pathlib import Path

from automation.reference.write import write

if __name__ == "__main__":
    write(Path(sys.argv[1]))
