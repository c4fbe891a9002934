"""What verify finds, what it cannot find alone, and what it says about it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from langbiang.foundation.journal import canonical
from langbiang.foundation.journal.canonical import link
from langbiang.foundation.journal.interface import (
    Act,
    CannotBeginEpoch,
    CannotErase,
    begin_epoch,
    drain,
    erase_details,
    seal_pending,
    verify,
    write,
)
from langbiang.foundation.journal.models import ActParty, ActPending, Checkpoint, JournalHead, Seal
from langbiang.foundation.journal.signer import ChainBroken, Signer
from langbiang.foundation.journal.tests.sample.acts import PaperMoved
from langbiang.foundation.journal.tests.sample.models import Paper
from langbiang.foundation.journal.walking import parties_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "outside" / "heads.jsonl"


@pytest.fixture
def sign(copy, tmp_path, now):
    """A signer started anew each time: what it knows is in its copy."""
    return lambda: Signer(key_path=tmp_path / "keys" / "signer.pem", copy_path=copy).sign(now)


@pytest.fixture
def acts(write_paper):
    acts = [write_paper(f"số {number}", parties=[number]) for number in range(1, 7)]
    drain()
    return acts


def only(report):
    assert len(report.findings) == 1, report.findings
    return report.findings[0]


def rewrite():
    """What somebody does who owns the database: every digest and link anew."""
    head = JournalHead.objects.get()
    head.chain = canonical.GENESIS
    for seal in Seal.objects.order_by("position"):
        act = Act.objects.get(pk=seal.act_id)
        act.details_digest = canonical.details_digest(act.details, bytes(act.salt))
        act.digest = canonical.act_digest(act, parties_of([act.pk])[act.pk])
        act.save()
        seal.chain = head.chain = link(bytes(head.chain), seal.position, act.digest)
        seal.save()
    head.save()


def cut(keep):
    """Take the last acts, their subjects and seals away, and set the head back."""
    gone = Act.objects.filter(seal__position__gt=keep)
    Paper.objects.filter(uid__in=[act.subject_id for act in gone]).delete()
    ids = [act.pk for act in gone]
    Seal.objects.filter(position__gt=keep).delete()
    ActParty.objects.filter(act__in=ids)._raw_delete("default")
    Act.objects.filter(pk__in=ids)._raw_delete("default")
    JournalHead.objects.update(position=keep, chain=Seal.objects.get(position=keep).chain)


def test_alone_it_is_consistent_and_says_that_nothing_is_proved(acts):
    report = verify()
    assert report.ok
    assert not report.proved
    assert report.acts == report.position == 6
    assert "nhất quán với chính nó, chưa được chứng minh" in report.notes[0]


def test_with_checkpoints_it_is_proved(acts, sign, copy, write_paper):
    assert sign().position == 6
    assert sign() is None
    write_paper()
    seal_pending()
    write_paper()
    report = verify(checkpoints=copy)
    assert report.ok
    assert report.proved
    assert (report.proved_upto, report.position, report.pending, report.checkpoints) == (6, 7, 1, 1)
    assert Checkpoint.objects.get().position == 6


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"person": "Người khác"}, "đã bị sửa: nội dung"),
        ({"agency_id": 4}, "đã bị sửa: nội dung"),
        ({"details": {"title": "khác"}}, "Chi tiết"),
        ({"salt": b"x" * 16}, "Chi tiết"),
        ({"details": None, "salt": None}, "không có hành vi xoá"),
    ],
)
def test_an_edited_act_is_found(acts, change, says):
    Act.objects.filter(pk=acts[2].pk).update(**change)
    finding = only(verify())
    assert says in finding
    assert str(acts[2].uid) in finding
    assert "vị trí 3" in finding


def test_a_changed_party_is_found(acts):
    ActParty.objects.filter(act=acts[2]).update(agency_id=99)
    assert str(acts[2].uid) in only(verify())


def test_a_deleted_act_is_found(acts):
    Act.objects.filter(pk=acts[2].pk)._raw_delete("default")
    findings = verify().findings
    assert any("vị trí 3 đã bị xoá" in finding for finding in findings)
    assert any("không có hành vi nào" in finding for finding in findings)


def test_a_deleted_seal_is_found(acts):
    Seal.objects.filter(position=3).delete()
    findings = "\n".join(verify().findings)
    assert "Thiếu các vị trí từ 3 đến 3" in findings
    assert f"{acts[2].uid} không có con dấu mà cũng không chờ" in findings


def test_a_false_link_a_missing_tail_and_a_false_head_are_found(acts):
    Seal.objects.filter(position=4).update(chain=b"x" * 32)
    assert "Chuỗi đứt tại vị trí 4" in verify().findings[0]
    Seal.objects.filter(position__gt=3).delete()
    assert any("Thiếu các vị trí từ 4 đến 6" in finding for finding in verify().findings)
    JournalHead.objects.update(position=2)
    assert any("nằm ngoài đầu chuỗi" in finding for finding in verify().findings)


def test_what_is_in_the_queue_wrongly_is_found(acts, write_paper):
    ActPending.objects.create(act=acts[0])
    ActPending.objects.create(act_id=10**9)
    unsealed = write_paper()
    ActPending.objects.filter(act=unsealed).delete()
    findings = "\n".join(verify().findings)
    assert "vừa có con dấu vừa chờ" in findings
    assert "đã bị xoá" in findings
    assert f"{unsealed.uid} không có con dấu" in findings


@pytest.mark.parametrize("change", [{"title": "sửa tay"}, {"state": "signed"}, {"number": 7}])
def test_a_row_edited_by_hand_is_found(acts, change):
    paper = Paper.objects.first()
    Paper.objects.filter(pk=paper.pk).update(**change)
    assert str(paper.uid) in only(verify())


def test_a_row_set_back_is_found(acts, write_paper):
    paper = Paper.objects.first()
    write_paper(paper=Paper.objects.first())
    Paper.objects.filter(pk=paper.pk).update(state=paper.state, version=paper.version)
    assert "đưa về bản cũ" in only(verify())


def test_a_row_without_act_and_an_act_without_row_are_found(acts):
    slipped = Paper.objects.create(title="chèn tay")
    gone = Paper.objects.first()
    Paper.objects.filter(pk=gone.pk).delete()
    findings = "\n".join(verify().findings)
    assert f"{slipped.uid} (phiên bản 0) không có hành vi" in findings
    assert f"{gone.uid} có trong nhật ký nhưng không còn" in findings


def test_a_cut_tail_is_found_with_a_checkpoint_only(acts, sign, copy):
    sign()
    cut(keep=4)
    assert verify().ok
    assert "phần cuối đã bị cắt" in only(verify(checkpoints=copy))
    assert not verify(checkpoints=copy).proved


def test_a_rewritten_chain_is_found_with_a_checkpoint_only(acts, sign, copy):
    sign()
    Act.objects.filter(pk=acts[2].pk).update(person="Người khác")
    rewrite()
    assert verify().ok
    assert "đã bị viết lại" in only(verify(checkpoints=copy))


def test_a_false_checkpoint_is_found(acts, sign, copy):
    sign()
    key, head = copy.read_text().splitlines()
    copy.write_text(f"{key}\n{head.replace('lam-dong', 'lam-dong-2')}\n")
    assert "chữ ký không hợp lệ" in only(verify(checkpoints=copy))
    copy.write_text(head + "\n")
    assert "chữ ký không hợp lệ" in only(verify(checkpoints=copy))
    copy.write_text("rác\n")
    assert "Dòng 1" in only(verify(checkpoints=copy))
    assert "không đọc được" in only(verify(checkpoints=copy.with_name("none")))


def test_the_signer_does_not_sign_a_rewritten_or_cut_chain(acts, sign, write_paper):
    sign()
    Act.objects.filter(pk=acts[2].pk).update(person="Người khác")
    rewrite()
    write_paper()
    seal_pending()
    with pytest.raises(ChainBroken, match="viết lại"):
        sign()
    cut(keep=4)
    with pytest.raises(ChainBroken, match="cắt"):
        sign()
    assert Checkpoint.objects.count() == 1


def test_the_signer_recomputes_what_came_since_its_copy(acts, sign, write_paper):
    sign()
    act = write_paper()
    seal_pending()
    Act.objects.filter(pk=act.pk).update(person="Người khác")
    with pytest.raises(ChainBroken, match=str(act.uid)):
        sign()
    JournalHead.objects.update(chain=b"x" * 32)
    Act.objects.filter(pk=act.pk).update(person=act.person)
    with pytest.raises(ChainBroken, match="Đầu chuỗi"):
        sign()


def test_the_key_and_the_copy_are_the_owners(acts, sign, copy, tmp_path):
    sign()
    assert (tmp_path / "keys" / "signer.pem").stat().st_mode & 0o777 == 0o600
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_lost_copy_is_begun_anew(acts, sign, copy):
    sign()
    copy.unlink()
    assert sign().position == 6
    assert verify(checkpoints=copy).proved


def test_a_line_cut_short_by_a_crash_is_dropped(acts, sign, copy, write_paper):
    sign()
    whole = copy.read_text()
    copy.write_text(whole + '{"province": "lam')
    write_paper()
    seal_pending()
    assert sign().position == 7
    assert copy.read_text().startswith(whole)
    assert verify(checkpoints=copy).proved


def test_erasure_keeps_the_proof(acts, sign, copy, by, now):
    sign()
    assert erase_details(acts[1:3], ground="Điều 16 Nghị định 13/2023/NĐ-CP", by=by, now=now) == 2
    drain()
    erased = Act.objects.get(pk=acts[1].pk)
    assert erased.details is None
    assert erased.salt is None
    report = verify(checkpoints=copy)
    assert report.proved
    assert report.erased == 2
    told = Act.objects.get(verb="journal.details.erased")
    assert told.details["acts"] == [str(acts[1].uid), str(acts[2].uid)]


def test_an_erasure_needs_a_ground_and_spares_the_journals_own_acts(acts, by, now):
    with pytest.raises(CannotErase):
        erase_details(acts, ground=" ", by=by, now=now)
    erase_details(acts[:1], ground="Nghị định", by=by, now=now)
    with pytest.raises(CannotErase):
        erase_details(Act.objects.filter(subject_kind="journal"), ground="Nghị định", by=by, now=now)


def test_after_a_restore_a_new_epoch_goes_on(acts, sign, copy, by, now, write_paper):
    sign()
    write_paper()
    seal_pending()
    sign()
    cut(keep=6)
    Checkpoint.objects.filter(position__gt=6).delete()
    with pytest.raises(ChainBroken):
        sign()
    with pytest.raises(CannotBeginEpoch):
        begin_epoch(reason="Phục hồi", missing="", by=by, now=now)
    begin_epoch(reason="Phục hồi bản sao", missing="Vị trí 7", by=by, now=now)
    write_paper("sau phục hồi")
    drain()
    signed = sign()
    assert (signed.epoch, signed.position) == (2, 8)
    report = verify(checkpoints=copy)
    assert report.proved, report.findings
    assert "1 điểm kiểm nằm trong phần" in report.notes[0]


def test_an_epoch_without_its_act_is_not_signed(acts, sign):
    sign()
    JournalHead.objects.update(epoch=2)
    with pytest.raises(ChainBroken, match="kỷ nguyên"):
        sign()
    assert any("journal" in finding for finding in verify().findings) is False


def test_more_acts_than_one_part(by, now, write_paper, monkeypatch):
    from langbiang.foundation.journal import verifying, walking

    monkeypatch.setattr(walking, "CHUNK", 3)
    monkeypatch.setattr(verifying, "CHUNK", 3)
    for number in range(10):
        write_paper(str(number))
    paper = Paper.objects.last()
    for _ in range(3):
        paper.version, before = Paper.objects.get(pk=paper.pk).version, paper.state
        write(paper, PaperMoved(), by=by, now=now, moved_from=before)
    seal_pending(limit=8)
    report = verify()
    assert report.ok, report.findings
    assert (report.acts, report.position, report.pending) == (13, 8, 5)


def test_the_command_tells_and_exits(acts, sign, copy):
    sign()
    out = StringIO()
    call_command("journal", "verify", "--checkpoint", str(copy), stdout=out)
    assert "Đã chứng minh đến vị trí 6" in out.getvalue()
    Paper.objects.filter(pk=Paper.objects.first().pk).update(title="sửa tay")
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("journal", "verify", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["ok"] is False
    assert len(told["findings"]) == 1
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("journal", "verify", stdout=out)
    assert "LỖI" in out.getvalue()
    out = StringIO()
    call_command("journal", "status", stdout=out)
    assert "Kỷ nguyên 1, vị trí 6" in out.getvalue()


def test_the_signers_command(acts, tmp_path):
    where = ["--once", "--key", str(tmp_path / "k.pem"), "--copy", str(tmp_path / "c.jsonl")]
    out = StringIO()
    call_command("signer", *where, stdout=out)
    call_command("signer", *where, stdout=out)
    assert out.getvalue() == "Đã ký vị trí 6.\nKhông có hành vi mới để ký.\n"
    cut(keep=4)
    with pytest.raises(CommandError, match="cắt"):
        call_command("signer", *where)
