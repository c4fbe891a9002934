"""The `langbiang` command: management commands under one name."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["langbiang", *sys.argv[1:]])
    except ImproperlyConfigured as wrong:  # an operator's slip: the sentence that names the setting is enough
        sys.exit(str(wrong))
