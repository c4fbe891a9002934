import pytest

from langbiang.apps.directory.services import close_dated
from langbiang.apps.documents import services
from langbiang.foundation import signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import read, timeline
from langbiang.foundation.signing import NoKey

from .factories import DAY, NOW, Outgoing, everything
from .factories import outgoing as make


def judged(document):
    return signing.verify(read_file(document.file), trust=signing.trusted_roots(), now=NOW)


def test_present_outgoing_lays_the_fields_and_keeps_the_original(outgoing):
    document = outgoing(Outgoing.PRESENTED)
    assert document.file.digest != document.original.digest
    assert judged(document).standing == "unsigned"


def test_present_outgoing_to_a_signer_who_has_left_is_refused(outgoing, clerk, leader):
    document = outgoing()
    close_dated(leader, day=DAY)
    with pytest.raises(services.CannotPresent, match="đã thôi giữ chức vụ"):
        services.present_outgoing(document, seat=clerk, now=NOW)


def test_return_outgoing_gives_back_the_original_with_the_reason(outgoing, leader):
    document = services.return_outgoing(outgoing(Outgoing.PRESENTED), reason=" Sửa câu 2 ", seat=leader, now=NOW)
    assert (document.state, document.returned_for, document.file) == (Outgoing.DRAFT, "Sửa câu 2", document.original)


def test_return_outgoing_and_present_again_forgets_the_reason(outgoing, clerk, leader):
    document = services.return_outgoing(outgoing(Outgoing.PRESENTED), reason="Sửa câu 2", seat=leader, now=NOW)
    assert services.present_outgoing(document, seat=clerk, now=NOW).returned_for == ""


@pytest.mark.parametrize(("reason", "sentence"), [("", "Nhập lý do"), ("\n ", "Nhập lý do"), ("a" * 501, "tối đa 500")])
def test_return_outgoing_needs_a_reason_that_fits(reason, sentence, outgoing, leader):
    document = outgoing(Outgoing.PRESENTED)
    with pytest.raises(services.CannotReturn, match=sentence) as refused:
        services.return_outgoing(document, reason=reason, seat=leader, now=NOW)
    assert refused.value.field == "reason"


def test_decree30_art13_only_the_person_to_whom_it_was_presented_signs_or_returns(outgoing, clerk, other_leader):
    document = outgoing(Outgoing.PRESENTED)
    before = everything()
    for seat in (clerk, other_leader):
        with pytest.raises(services.CannotSign, match="không trình đến"):
            services.sign_outgoing(document, seat=seat, now=NOW)
        with pytest.raises(services.CannotReturn, match="không trình đến"):
            services.return_outgoing(document, reason="Sửa", seat=seat, now=NOW)
    assert everything() == before


def test_decree30_art13_signature_keeps_name_title_and_competence(outgoing, leader):
    document = outgoing(Outgoing.SIGNED)
    signer = (document.signer_name, document.signer_title, document.signer_competence)
    assert signer == ("Đinh Quốc Việt", "Phó Chủ tịch", "KT.")
    assert read(timeline("documents.outgoing", document.uid).last()).competence == "KT."
    assert [s.role for s in judged(document).signatures] == ["person"]


def test_sign_outgoing_without_a_key_is_refused_and_changes_nothing(other_clerk, other_leader):
    document = make(Outgoing.PRESENTED, clerk=other_clerk, signer=other_leader)
    before = everything()
    with pytest.raises(NoKey, match="Chưa có khóa ký số"):
        services.sign_outgoing(document, seat=other_leader, now=NOW)
    assert everything() == before
