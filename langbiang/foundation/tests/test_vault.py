import stat

import pytest
from cryptography.fernet import Fernet

from langbiang.foundation import vault
from langbiang.foundation.keyfile import kept_key


def test_a_secret_opens_again_and_does_not_stand_in_its_seal():
    sealed = vault.seal("bi-mat-thu-nghiem/So1+=")
    assert "bi-mat" not in sealed
    assert vault.unseal(sealed) == "bi-mat-thu-nghiem/So1+="


def test_an_old_key_still_opens_and_a_foreign_one_does_not(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.VAULT_KEYS = [old]
    sealed = vault.seal("mật khẩu")
    settings.VAULT_KEYS = [new, old]
    assert vault.unseal(sealed) == "mật khẩu"
    settings.VAULT_KEYS = [new]
    with pytest.raises(vault.CannotOpen, match="khôi phục thư mục keys"):
        vault.unseal(sealed)


def test_a_key_is_made_once_and_only_its_user_reads_it(tmp_path):
    place = tmp_path / "data" / "keys" / "mot"
    assert kept_key(place, lambda: "first") == "first"
    assert kept_key(place, lambda: "second") == "first"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (place.parent, place.parent.parent)] == [0o700, 0o700]
    assert [each.name for each in place.parent.iterdir()] == ["mot"]
