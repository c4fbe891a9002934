from datetime import date

import pytest
from django.core.management import CommandError, call_command

from langbiang.apps.directory.models import Person, RecordsKeeping, Seat
from langbiang.apps.directory.queries import get_agency, list_kept_agencies, list_seats_in
from langbiang.apps.directory.services import CannotEnter, enter_people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
BEGIN = date(2021, 3, 1)


def row(**said):
    told = {
        "agency": "cuc-thue",
        "unit": "Phòng Hành chính",
        "title": "Văn thư",
        "competence": "",
        "person": "Lê Thử Nghiệm",
    }
    return {**told, "roles": "clerk", "keeps": "", **said}


def test_enter_people_seats_them_with_their_roles():
    assert (
        enter_people(
            [row(), row(title="Trưởng phòng", person="Võ Thử Nghiệm", roles="unit-head specialist")], begin=BEGIN
        )
        == 2
    )
    seats = {seat.person.full_name: seat for seat in list_seats_in(get_agency("cuc-thue"), BEGIN)}
    assert seats["Lê Thử Nghiệm"].roles == ["clerk"]
    assert seats["Võ Thử Nghiệm"].roles == ["specialist", "unit-head"]
    assert seats["Lê Thử Nghiệm"].unit_name == "Phòng Hành chính"
    assert not seats["Lê Thử Nghiệm"].person.demo


def test_enter_people_again_changes_nothing_and_a_second_post_is_the_same_person():
    assert enter_people([row()], begin=BEGIN) == 1
    assert enter_people([row(), row(title="Thủ quỹ", roles="")], begin=BEGIN) == 1
    assert Person.objects.filter(full_name="Lê Thử Nghiệm").count() == 1
    assert Seat.objects.filter(person__full_name="Lê Thử Nghiệm").count() == 2


def test_enter_people_says_whose_records_a_unit_keeps():
    RecordsKeeping.objects.filter(agency__slug__in=["cuc-thue", "kho-bac"]).delete()
    enter_people([row(keeps="cuc-thue kho-bac")], begin=BEGIN)
    unit = Seat.objects.get(person__full_name="Lê Thử Nghiệm").unit
    assert {agency.slug for agency in list_kept_agencies(unit, BEGIN)} == {"cuc-thue", "kho-bac"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"agency": "khong-co"}, "Dòng 3: không có cơ quan"),
        ({"roles": "vua"}, "Dòng 3: không có vai trò vua"),
        ({"person": " "}, "Dòng 3: thiếu cột person"),
        ({"keeps": "stttt"}, "Dòng 3: Thời gian trùng"),
    ],
)
def test_enter_people_with_a_wrong_line_enters_nobody(wrong, sentence):
    before = Seat.objects.count(), Person.objects.count(), RecordsKeeping.objects.count()
    with pytest.raises(CannotEnter, match=sentence):
        enter_people([row(), row(**wrong)], begin=BEGIN)
    assert (Seat.objects.count(), Person.objects.count(), RecordsKeeping.objects.count()) == before


def test_people_import_reads_a_file_and_names_the_line(tmp_path, capsys):
    head = "agency,unit,title,competence,person,roles,keeps\n"
    good = tmp_path / "nguoi.csv"
    good.write_text(f"{head}cuc-thue,Phòng Hành chính,Văn thư,,Lê Thử Nghiệm,clerk,\n", encoding="utf-8-sig")
    call_command("people", "import", str(good), "--from", "2021-03-01")
    assert "Đã nhập 1 vị trí mới" in capsys.readouterr().out
    good.write_text(f"{head}khong-co,Phòng,Văn thư,,Lê Thử Nghiệm,clerk,\n")
    with pytest.raises(CommandError, match="Dòng 2: không có cơ quan khong-co"):
        call_command("people", "import", str(good))
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        call_command("people", "import", str(tmp_path / "khong.csv"))
