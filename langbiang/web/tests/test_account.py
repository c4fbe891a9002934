"""An operator opens and closes accounts of people of the directory."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from langbiang.apps.identity.interface import CannotOpen, User, close_account, open_account
from langbiang.web.management.commands.account import CONSOLE

PASSWORD = "rừng thông xanh 1893"
EMAIL = "chi.btk@lamdong.example"
BY = {"by": CONSOLE, "now": datetime(2020, 9, 9, 1, tzinfo=UTC)}


@pytest.fixture
def seat(province):
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def account(monkeypatch):
    """Run the command, with a password at standard input."""

    def account(*words, password=PASSWORD):
        monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n"))
        out = StringIO()
        call_command("account", *words, stdout=out)
        return out.getvalue()

    return account


@pytest.fixture
def named(seat):
    return ["--name", seat.person.full_name, "--agency", "stttt", "--password-stdin"]


def test_open_lets_the_person_sign_in_and_close_keeps_them_out(account, named, seat, client):
    assert seat.person.full_name in account("open", EMAIL.upper(), *named)
    assert User.objects.get(email=EMAIL).person == seat.person
    client.post("/tai-khoan/dang-nhap/", {"login": EMAIL, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    account("close", EMAIL)
    assert not client.get("/").wsgi_request.user.is_authenticated
    with pytest.raises(CommandError, match="đã đóng"):
        account("close", EMAIL)


def test_open_by_the_persons_uid_opens_a_closed_account_again(account, seat):
    account("open", EMAIL, "--person", str(seat.person.uid), "--password-stdin")
    close_account(EMAIL, **BY)
    account("open", "chi@lamdong.example", "--person", str(seat.person.uid), "--password-stdin")
    user = User.objects.get(person=seat.person)
    assert (user.email, user.is_active) == ("chi@lamdong.example", True)


@pytest.mark.parametrize("password", ["ngắn", "password1234", EMAIL])
def test_a_weak_password_is_refused(account, named, password):
    with pytest.raises(CommandError, match="chưa đủ mạnh"):
        account("open", EMAIL, *named, password=password)
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (["--name", "Không Có Ai", "--agency", "stttt"], "không ai tên"),
        (["--name", "Bùi Thị Kim Chi", "--agency", "khong-co"], "Không có cơ quan"),
        (["--name", "Bùi Thị Kim Chi"], "--agency"),
        (["--person", "sai"], "Không có người"),
    ],
)
def test_a_person_who_is_not_there_is_said(account, seat, who, said):
    with pytest.raises(CommandError, match=said):
        account("open", EMAIL, *who, "--password-stdin")


def test_two_passwords_that_differ_open_nothing(account, named, monkeypatch):
    typed = iter([PASSWORD, "khác hẳn một chút"])
    monkeypatch.setattr("langbiang.web.management.commands.account.getpass", lambda _: next(typed))
    with pytest.raises(CommandError, match="không giống nhau"):
        account("open", EMAIL, *named[:-1])


def test_one_person_one_account_one_address(seat, province):
    open_account(seat.person, email=EMAIL, password=PASSWORD, **BY)
    with pytest.raises(CannotOpen, match="đã có tài khoản"):
        open_account(seat.person, email="khac@lamdong.example", password=PASSWORD, **BY)
    other = province.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung").person
    with pytest.raises(CannotOpen, match="người khác"):
        open_account(other, email=EMAIL, password=PASSWORD, **BY)
    with pytest.raises(CannotOpen, match="không phải một địa chỉ thư"):
        open_account(other, email="nhung", password=PASSWORD, **BY)
    with pytest.raises(CannotOpen, match="Không có tài khoản"):
        close_account("nhung@lamdong.example", **BY)
