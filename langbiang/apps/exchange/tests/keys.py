"""Keys for the hub and for agencies, under a root that is trusted here."""

from pathlib import Path

from langbiang.apps.exchange.tests.factories import NOW
from langbiang.foundation import signing
from langbiang.foundation.signing import ServerKey
from langbiang.foundation.signing.demo import issue_certificate, make_authority
from langbiang.foundation.signing.tests.service import run

PASSWORD = "thử"


def give_keys(settings, folder: Path, **names: str) -> Path:
    """Make a root that is trusted here and keys by name; give the root as PEM."""
    settings.KEYS_DIR = folder / "keys"
    authority = folder / "authority"
    for place in (signing.signing_folder(), signing.roots_folder()):
        place.mkdir(parents=True)
    (signing.roots_folder() / "test.cer").write_bytes(make_authority(authority, now=NOW))
    (signing.signing_folder() / "password").write_text(PASSWORD)
    for name, owner in names.items():
        make_key(authority, signing.signing_folder() / f"{name.replace('_', '-')}.p12", owner)
    root = folder / "root.pem"
    run(folder, "openssl x509 -inform DER -in authority/root.cer -out root.pem")
    return root


def make_key(authority: Path, path: Path, owner: str) -> ServerKey:
    made = issue_certificate(authority, common_name=owner, organization=owner, kind="agency", password=PASSWORD)
    path.write_bytes(made)
    return ServerKey(path, PASSWORD)
