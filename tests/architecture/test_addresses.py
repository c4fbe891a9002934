"""No file names a package index: where packages come from is a matter of the machine."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INDEX = re.compile(
    r"https?://[^\s\"'/]*(pypi|npmjs|pythonhosted|yarnpkg|npmmirror)[^\s\"']*"
    r"|--(extra-)?index-url|--find-links|\"resolved\":|^\s*registry\s*=",
    re.MULTILINE,
)


def test_no_file_names_a_package_index():
    named = {}
    for path in _texts():
        found = INDEX.search(path.read_text(encoding="utf-8", errors="ignore"))
        if found and path != Path(__file__):
            named[str(path.relative_to(ROOT))] = found[0]
    assert named == {}


def _texts():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    names = listed.stdout.splitlines()
    assert names, "not a checkout"
    return [ROOT / name for name in names if (ROOT / name).is_file() and not name.endswith((".png", ".woff2", ".pdf"))]
