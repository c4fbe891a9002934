"""Citizens' accounts: opened by a proved address, apart from officials', changed and closed by their owners."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from langbiang.apps.directory.models import Person
from langbiang.apps.identity.interface import User
from langbiang.apps.identity.models import AccountRecord, Citizen, SignUp
from langbiang.apps.identity.services import issue_recovery
from langbiang.apps.identity.services.attempts import GATE
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import drain, timeline, verify

PASSWORD, OTHER = "rừng thông xanh 1893", "mưa trên đỉnh Langbiang"
EMAIL = "ka.brong@vidu.example"
SIGN_IN, SIGN_UP, FORGOTTEN, ACCOUNT = (
    f"/cong-dan/{each}/" for each in ("dang-nhap", "dang-ky", "quen-mat-khau", "tai-khoan")
)
FACTS = {"form": "person", "full_name": "Ka Brông", "number": "068 090 000 123", "phone": "0900.000.123"}


@pytest.fixture(autouse=True)
def fresh(db, settings):
    cache.clear()
    settings.MAIL, settings.ADDRESS = True, "https://langbiang.example"


def link() -> str:
    return re.search(r"https://langbiang.example(/\S+)", mail.outbox[-1].body)[1]


def opened(email=EMAIL) -> Client:
    client = Client()
    client.post(SIGN_UP, {"email": email})
    client.post(link(), {**FACTS, "password1": PASSWORD, "password2": PASSWORD})
    return client


def sign_in(client, email=EMAIL, password=PASSWORD, page=SIGN_IN):
    return client.post(page, {"login": email, "password": password})


def user() -> User:
    return User.objects.get(kind=User.Kind.CITIZEN)


def told() -> list[str]:
    return [act.verb for act in timeline("identity.account", AccountRecord.objects.get(user=user()).uid)]


def test_the_mailed_link_opens_the_account_once_and_signs_in():
    client = opened()
    page = client.get(ACCOUNT).content.decode()
    assert "Ka Brông" in page
    assert "068090000123" in page
    assert client.get(link()).status_code == 302
    assert Client().get(link()).status_code == 404
    assert told() == ["identity.citizen.opened"]
    act = timeline("identity.account", AccountRecord.objects.get().uid).get()
    assert (act.actor_kind, act.person) == ("citizen", "Người dân, doanh nghiệp")


def test_before_the_link_is_followed_there_is_no_account_and_an_old_link_opens_none():
    Client().post(SIGN_UP, {"email": EMAIL})
    old = link()
    Client().post(SIGN_UP, {"email": EMAIL.upper()})
    assert not User.objects.exists()
    assert (Client().get(old).status_code, Client().get(link()).status_code) == (404, 200)
    SignUp.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert Client().get(link()).status_code == 404


@pytest.mark.parametrize("page", [SIGN_UP, FORGOTTEN])
def test_the_page_says_the_same_whoever_has_the_address(page):
    opened()
    answers = [Client().post(page, {"email": each}).content.decode() for each in (EMAIL, "khong.co@vidu.example")]
    said = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", each) for each in answers]
    assert said[0].replace(EMAIL, "x") == said[1].replace("khong.co@vidu.example", "x")
    assert mail.outbox[-2].to == [EMAIL]
    assert mail.outbox[-2].body != mail.outbox[-1].body


@pytest.mark.parametrize("page", [SIGN_UP, FORGOTTEN])
def test_the_address_is_typed_into_a_field_of_the_house(page):
    assert re.search(r'<input type="email"[^>]* class="govuk-input"', Client().get(page).content.decode())


def test_an_address_gets_no_more_than_five_mails_an_hour():
    for _ in range(6):
        assert Client().post(SIGN_UP, {"email": EMAIL}).status_code == 200
    assert len(mail.outbox) == 5


def test_a_forgotten_password_is_set_by_mail_once():
    opened()
    Client().post(FORGOTTEN, {"email": EMAIL})
    where = link()
    answer = Client().post(where, {"password1": OTHER, "password2": OTHER})
    assert answer.headers["Location"] == SIGN_IN
    assert Client().get(where).status_code == 404
    assert Client().get(reverse("identity:recovery", args=[where.split("/")[-2]])).status_code == 404
    assert sign_in(Client(), password=PASSWORD).status_code == 422
    assert sign_in(Client(), password=OTHER).headers["Location"] == ACCOUNT


def test_each_door_refuses_the_other_kind_in_the_words_of_a_wrong_password():
    opened()
    official = User.objects.create_user("chi.btk@lamdong.example", PASSWORD)
    for page, email in ((SIGN_IN, official.email), ("/tai-khoan/dang-nhap/", EMAIL)):
        client = Client()
        right = sign_in(client, email, PASSWORD, page).context["form"].errors
        assert right == sign_in(Client(), email, "sai hẳn rồi", page).context["form"].errors
        assert right
        assert "_auth_user_id" not in client.session


def test_a_citizens_link_is_no_officials_and_the_reverse():
    User.objects.create_user("chi.btk@lamdong.example", PASSWORD)
    Client().post(FORGOTTEN, {"email": "chi.btk@lamdong.example"})
    assert "không có tài khoản" in mail.outbox[-1].body
    Client().post(SIGN_UP, {"email": "chi.btk@lamdong.example"})
    assert "đã được dùng" in mail.outbox[-1].body


def test_a_citizen_is_never_a_person_of_the_directory_and_the_kind_never_changes():
    opened()
    person = Person.objects.create(full_name="Ka Brông", folded="ka brong")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user().pk).update(person=person)
    changed = user()
    changed.kind = User.Kind.OFFICIAL
    with pytest.raises(ValueError, match="never changes"):
        changed.save()


def test_a_visitor_is_led_to_the_citizens_sign_in_and_an_official_finds_nothing():
    assert Client().get(ACCOUNT).headers["Location"] == f"{SIGN_IN}?next={ACCOUNT}"
    client = Client()
    client.force_login(User.objects.create_user("chi.btk@lamdong.example", PASSWORD))
    assert client.get(ACCOUNT).status_code == 404
    assert client.get(SIGN_IN).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "12345"}, "Số định danh cá nhân có 9 hoặc 12 chữ số"),
        ({"form": "organisation"}, "Mã số thuế có 10 hoặc 13 chữ số"),
        ({"full_name": " "}, "Nhập họ và tên"),
        ({"phone": "gọi sau"}, "Số điện thoại có 8 đến 15 chữ số"),
        ({"form": "khac"}, "form"),
    ],
)
def test_facts_that_do_not_do_are_refused_beside_their_field(changes, words):
    client = opened()
    answer = client.post(reverse("citizen:facts"), {**FACTS, **changes})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert told() == ["identity.citizen.opened"]


def test_changed_facts_are_told_by_name_and_the_number_stands_sealed():
    client = opened()
    client.post(reverse("citizen:facts"), {**FACTS, "form": "organisation", "number": "5800000000-001"})
    acts = timeline("identity.account", AccountRecord.objects.get().uid)
    assert acts.last().details == {"facts": ["form", "number"]}
    assert "5800000000001" in client.get(ACCOUNT).content.decode()
    assert "5800000000001" not in Citizen.objects.get().number_sealed
    client.post(reverse("citizen:facts"), {**FACTS, "form": "organisation", "number": "5800000000001"})
    assert acts.count() == 2


def test_everything_kept_is_taken_away_as_a_file():
    data = opened().get(reverse("citizen:data"))
    assert data.headers["Content-Disposition"].startswith("attachment")
    assert data.json()["thong_tin"]["number"] == "068090000123"
    assert data.json()["nhat_ky"][0]["chi_tiet"] == {"email": EMAIL, "by": "mail"}


def test_closing_asks_who_it_is_erases_the_facts_and_leaves_the_journal_whole():
    client = opened()
    close = reverse("citizen:close")
    asked = client.get(close)
    assert asked.headers["Location"].startswith("/cong-dan/tai-khoan/xac-nhan/")
    done = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert done.headers["Location"] == close, done.content.decode()
    assert "Giữ lại" in client.get(close).content.decode()
    assert client.post(close).headers["Location"] == SIGN_IN
    closed, kept = user(), Citizen.objects.get()
    assert (closed.is_active, kept.full_name, kept.number_sealed, kept.phone) == (False, "", "", "")
    assert EMAIL not in closed.email
    acts = list(timeline("identity.account", AccountRecord.objects.get().uid))
    assert [act.verb for act in acts] == ["identity.citizen.opened", "identity.citizen.closed"]
    assert acts[0].details is None
    assert client.get(ACCOUNT).status_code == 302
    drain()
    assert verify().ok


def test_who_was_closed_by_an_operator_is_told_so_and_sent_to_no_agencys_administrator():
    opened()
    User.objects.filter(pk=user().pk).update(is_active=False)
    told = Client().post(SIGN_IN, {"login": EMAIL, "password": PASSWORD}, follow=True).content.decode()
    assert "Tài khoản này đã đóng." in told
    assert "quản trị hệ thống của cơ quan" not in told


def test_without_a_mail_server_the_pages_say_so(settings):
    settings.MAIL = False
    for page in (SIGN_UP, FORGOTTEN):
        assert "chưa gửi được thư" in Client().get(page).content.decode()
        Client().post(page, {"email": EMAIL})
    assert mail.outbox == []


def test_the_page_of_a_link_hides_its_address_from_others_but_not_its_origin_from_us():
    """With "no-referrer" a browser says that a form came from nowhere, and it is refused as forged."""
    Client().post(SIGN_UP, {"email": EMAIL})
    User.objects.create_user("chi.btk@lamdong.example", PASSWORD)
    secret = issue_recovery("chi.btk@lamdong.example", factors=False, by=GATE, now=clock.now())
    for where in (link(), reverse("identity:recovery", args=[secret])):
        answer = Client().get(where)
        assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "same-origin")
    assert Client().get(reverse("citizen:recovery", args=[secret])).status_code == 404
