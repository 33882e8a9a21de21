"""`python -m datamap` is the command `datamap`."""

from __future__ import annotations

from datamap.cli.main import main

if __name__ == "__main__":
    main()
