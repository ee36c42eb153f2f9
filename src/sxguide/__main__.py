"""`python -m sxguide`."""

import sys

from sxguide.cli import main

if __name__ == "__main__":
    sys.exit(main())
