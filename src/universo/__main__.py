"""`python -m universo COMMAND`: Django's management commands, with settings chosen."""

import os
import sys


def main() -> None:
    """Run a management command; a bad setting is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "universo.settings")
    if sys.argv[1:2] == ["migrate"]:  # the owner of the tables migrates, the application does not
        os.environ.setdefault("UNIVERSO_AS_OWNER", "1")
    from django.core.management import execute_from_command_line

    from universo.env import BadSetting

    try:
        execute_from_command_line(["./universo", *sys.argv[1:]])
    except BadSetting as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
