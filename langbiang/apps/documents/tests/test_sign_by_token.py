"""Signing with the token at the person's PC: prepared here, signed there, checked and moved here again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.handlers import clear_signing_sessions
from langbiang.apps.documents.models import OutgoingDocument, SigningSession
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation import signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import timeline
from langbiang.foundation.signing import signatures

from .desks import bound, own_key
from .factories import DAY, NOW, Outgoing, everything
from .factories import outgoing as make

SOON = NOW + timedelta(minutes=9)


@pytest.fixture
def account(leader):
    return open_demo_account(leader.person)


@pytest.fixture
def token(leader):
    """Give what the leader's token holds, its certificate bound."""
    own = own_key(leader)
    with bound(leader.person, own):
        yield own


@pytest.fixture
def begin(leader, account):
    return lambda document: services.begin_signing(document, seat=leader, account=account, now=NOW)


@pytest.fixture
def answer(leader, account):
    """Send a signature to what was begun, as the leader unless told otherwise."""

    def sent(document, session, signature, *, seat=leader, account=account, now=SOON):
        said = services.Answered(session.uid, account, signature)
        return services.sign_outgoing(document, seat=seat, now=now, answered=said)

    return sent


def fresh(document) -> OutgoingDocument:
    return OutgoingDocument.objects.get(pk=document.pk)


def test_sign_by_token_is_the_same_move_with_the_same_act(outgoing, token, begin, answer, leader):
    document = outgoing(Outgoing.PRESENTED)
    session, prepared = begin(document)
    assert fresh(document).state == Outgoing.PRESENTED
    signed = answer(document, session, token.sign(prepared.to_sign))
    assert (signed.state, signed.signer_name, signed.signer_competence) == ("signed", "Đinh Quốc Việt", "KT.")
    assert signed.signed_at == SOON
    verdict = signing.verify(read_file(signed.file), trust=signing.trusted_roots(), now=SOON)
    assert (verdict.standing, [found.role for found in verdict.signatures]) == ("valid", ["person"])
    assert timeline("documents.outgoing", document.uid).last().verb == "documents.outgoing.signed"
    assert not SigningSession.objects.exists()


def test_what_was_signed_by_token_is_issued_and_sealed(outgoing, token, begin, answer, clerk):
    document = outgoing(Outgoing.PRESENTED)
    session, prepared = begin(document)
    signed = answer(document, session, token.sign(prepared.to_sign))
    issued = services.issue_outgoing(signed, seat=clerk, now=SOON)
    assert signing.verify(read_file(issued.file), trust=signing.trusted_roots(), now=SOON).standing == "valid"


def test_begin_signing_without_a_bound_certificate_is_refused(outgoing, begin):
    document = outgoing(Outgoing.PRESENTED)
    before = everything()
    with pytest.raises(signing.NoKey, match="Chưa gắn chứng thư"):
        begin(document)
    assert everything() == before


def test_decree30_art13_only_who_may_sign_begins(outgoing, token, account, clerk, leader, other_leader):
    document, draft = outgoing(Outgoing.PRESENTED), outgoing()
    for given, seat, sentence in (
        (document, clerk, "không trình đến"),
        (document, other_leader, "không trình đến"),
        (draft, leader, "đang ở bước"),
    ):
        with pytest.raises(services.CannotSign, match=sentence):
            services.begin_signing(given, seat=seat, account=account, now=NOW)
    assert not SigningSession.objects.exists()


def test_a_session_is_answered_once(outgoing, token, begin, answer):
    document = outgoing(Outgoing.PRESENTED)
    session, prepared = begin(document)
    signature = token.sign(prepared.to_sign)
    signed = answer(document, session, signature)
    before = everything()
    for again in (document, signed):
        with pytest.raises(services.CannotSign, match="Đã ký, chờ phát hành"):
            answer(again, session, signature)
    assert everything() == before


def refused(call, sentence):
    before = everything()
    with pytest.raises(Refused, match=sentence):
        call()
    assert everything() == before


def test_an_answer_that_comes_too_late_is_refused_and_its_session_goes(outgoing, token, begin, answer):
    document = outgoing(Outgoing.PRESENTED)
    session, prepared = begin(document)
    late = NOW + signatures.TIME_TO_SIGN + timedelta(seconds=1)
    answer = partial(answer, document, session, token.sign(prepared.to_sign))
    refused(lambda: answer(now=late), "Đã quá thời hạn ký")
    clear_signing_sessions(late - timedelta(seconds=2))
    assert SigningSession.objects.count() == 1
    clear_signing_sessions(late)
    refused(lambda: answer(), "đã hết hạn")


def test_another_account_or_an_unknown_session_is_refused(outgoing, token, begin, answer, clerk):
    document, other = outgoing(Outgoing.PRESENTED), outgoing(Outgoing.PRESENTED)
    session, prepared = begin(document)
    signature = token.sign(prepared.to_sign)
    refused(lambda: answer(document, session, signature, account=open_demo_account(clerk.person)), "Không có lần ký")
    refused(lambda: answer(document, SigningSession(uid=uuid4()), signature), "Không có lần ký")
    refused(lambda: answer(other, session, signature), "Không có lần ký")
    refused(lambda: answer(document, session, signature, seat=clerk), "không trình đến")


def test_a_document_presented_anew_is_not_signed_by_an_old_answer(outgoing, token, begin, answer, clerk, leader):
    document = outgoing(Outgoing.PRESENTED)
    session, prepared = begin(document)
    returned = services.return_outgoing(document, reason="Sửa", seat=leader, now=NOW)
    again = services.present_outgoing(returned, seat=clerk, now=NOW)
    refused(lambda: answer(again, session, token.sign(prepared.to_sign)), "đã thay đổi sau khi bạn bắt đầu ký")


def test_a_signature_by_another_key_or_over_something_else_is_refused(outgoing, token, begin, answer, leader):
    document = outgoing(Outgoing.PRESENTED)
    session, prepared = begin(document)
    good = token.sign(prepared.to_sign)
    for wrong in (
        own_key(leader).sign(prepared.to_sign),
        token.sign(prepared.to_sign + b"\0"),
        good[:-1] + bytes([good[-1] ^ 1]),
        b"",
    ):
        refused(lambda wrong=wrong: answer(document, session, wrong), "Chữ ký không khớp với chứng thư")
    assert answer(document, session, good).state == Outgoing.SIGNED


def test_a_certificate_that_was_changed_meanwhile_is_refused(outgoing, token, begin, answer, leader):
    document = outgoing(Outgoing.PRESENTED)
    session, prepared = begin(document)
    signature = token.sign(prepared.to_sign)
    with bound(leader.person, own_key(leader)):
        refused(lambda: answer(document, session, signature), "đã được thay hoặc gỡ")
    refused(lambda: answer(document, session, signature), "đã được thay hoặc gỡ")


def test_the_program_is_told_the_first_receivers_and_how_many_more(outgoing, duc_trong):
    told = queries.told_receivers(outgoing(receivers=duc_trong), DAY)
    assert (told.count(";"), told.endswith("; và 13 nơi khác")) == (3, True)


def test_the_server_key_of_who_has_one_still_signs(outgoing, token, begin, leader):
    document = outgoing(Outgoing.PRESENTED)
    begin(document)
    assert services.sign_outgoing(document, seat=leader, now=SOON).state == Outgoing.SIGNED


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_answer_at_once_one_signs(province, clerk, leader, account, token, begin, answer):
    document = make(Outgoing.PRESENTED, clerk=clerk, signer=leader)
    begun = [begin(document) for _ in range(2)]

    def send(opened) -> str:
        session, prepared = opened
        try:
            answer(document, session, token.sign(prepared.to_sign))
        except services.CannotSign as late:
            return str(late)
        finally:
            connection.close()
        return "signed"

    with ThreadPoolExecutor(2) as tabs:
        said = sorted(tabs.map(send, begun))
    assert [words.split(" ")[0] for words in said] == ["Văn", "signed"]
    acts = timeline("documents.outgoing", document.uid).filter(verb="documents.outgoing.signed")
    assert acts.count() == 1
    assert SigningSession.objects.count() == 1
