"""`python -m universo.bulk`: a file against a file, without a database."""

import sys

from universo.bulk.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
