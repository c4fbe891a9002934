from pathlib import Path
from typing import Any

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandParser

HEAD = "# Lệnh `langbiang`\n\nTrang này do `make docs` viết từ chính các lệnh.\n"
# What Django gives every command; it says nothing of ours.
COMMON = {
    *("help", "version", "verbosity", "settings", "pythonpath", "traceback"),
    *("no_color", "force_color", "skip_checks"),
}


class Command(BaseCommand):
    help = "Viết trang tra cứu các lệnh của Langbiang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="tệp Markdown ghi ra")

    def handle(self, *args: Any, **options: Any) -> None:
        ours = sorted(name for name, app in get_commands().items() if str(app).startswith("langbiang"))
        page: Path = options["file"]
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("\n".join([HEAD, *(_section(name) for name in ours)]), encoding="utf-8")
        self.stdout.write(f"{len(ours)} lệnh trong {page}")


def _section(name: str) -> str:
    parser = load_command_class(get_commands()[name], name).create_parser("langbiang", name)
    return "\n".join([f"## langbiang {name}\n", f"{parser.description}\n", *_lines(parser, "")])


def _lines(parser: Any, task: str) -> list[str]:
    lines = []
    for action in parser._actions:  # noqa: SLF001 - argparse offers no other way to list them
        if isinstance(action.choices, dict):
            helps = {choice.dest: choice.help for choice in action._choices_actions}  # noqa: SLF001
            for word, below in action.choices.items():
                lines += [f"{task}- `{word}`: {helps.get(word, '')}", *_lines(below, f"{task}  ")]
        elif action.dest not in COMMON:
            shown = ", ".join(action.option_strings) or action.metavar or action.dest
            lines.append(f"{task}- `{shown}`: {action.help}")
    return [*lines, ""] if not task else lines
