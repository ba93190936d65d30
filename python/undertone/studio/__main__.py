"""``python -m undertone.studio``: as ``undertone-studio``."""

import sys

from undertone.studio.launch import main

if __name__ == "__main__":
    sys.exit(main())
