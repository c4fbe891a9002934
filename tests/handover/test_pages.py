"""The pages of a hand-over: who leaves, what is held, a preview, the progress, taking back."""

import pytest
from django.urls import reverse

from langbiang.apps.handover.models import HandOver
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.journal.interface import drain

NEW = "/ban-giao/moi/"


@pytest.fixture
def desk(client, leader):
    client.force_login(open_demo_account(leader.person))
    return client


def filled(desk, leaving, taker, **said):
    form = desk.get(f"{NEW}?vi-tri={leaving.uid}").context["form"]
    carried = {"seat": form["seat"].value(), "version": form["version"].value(), "vi-tri": str(leaving.uid)}
    return {**carried, "to": str(taker.uid), "reason": "Chuyển công tác", **said}


def sent_on(form):
    """Give what the hidden form of the preview sends."""
    return {field.html_name: field.value() or "" for field in form}


def test_choose_who_leaves_preview_and_start(desk, tasks, worker, mate):
    tasks(7)
    assert str(worker.uid) in desk.get(NEW).content.decode()
    page = desk.get(f"{NEW}?vi-tri={worker.uid}").content.decode()
    assert "Nhiệm vụ chủ trì (7)" in page
    assert "và các việc khác cùng loại" in page
    preview = desk.post(NEW, filled(desk, worker, mate))
    assert preview.status_code == 200
    assert not HandOver.objects.exists()
    assert "Bắt đầu bàn giao" in preview.content.decode()
    started = desk.post(NEW, {**sent_on(preview.context["form"]), "vi-tri": str(worker.uid)})
    assert started.status_code == 302
    job = HandOver.objects.get()
    waiting = desk.get(reverse("handover:job-detail", args=[job.uid])).content.decode()
    assert '<span class="lb-num">0/7</span> việc' in waiting
    assert "Cập nhật tiến độ" in waiting
    drain()
    done = desk.get(reverse("handover:job-detail", args=[job.uid])).content.decode()
    assert "Cập nhật tiến độ" not in done
    assert "Bàn giao xong 7 việc" in done


def test_what_came_since_the_preview_is_shown_first(desk, tasks, worker, mate):
    tasks(1)
    said = filled(desk, worker, mate, confirm="1")
    tasks(1)
    refused = desk.post(NEW, said)
    assert refused.status_code == 422
    assert "đã thay đổi" in refused.content.decode()
    assert refused.context["form"]["confirm"].value() == ""
    assert not HandOver.objects.exists()


def test_a_kind_may_stay(desk, tasks, worker, mate):
    tasks(2)
    preview = desk.post(NEW, filled(desk, worker, mate, to_1="-")).content.decode()
    assert "Không bàn giao" in preview
    refused = desk.post(NEW, filled(desk, worker, mate, to_1="-", confirm="1"))
    assert "Không có việc nào" in refused.content.decode()


@pytest.mark.parametrize("asked", ["abc", "00000000-0000-0000-0000-000000000000", "\0"])
def test_who_is_not_of_the_agency_is_not_found(asked, desk):
    assert desk.get(NEW, {"vi-tri": asked}).status_code == 404


@pytest.mark.parametrize("said", [{"to": ""}, {"to": "abc"}, {"reason": ""}, {"leaves_on": "32/13"}, {"to_1": "x"}])
def test_what_is_missing_is_said_beside_its_field(said, desk, tasks, worker, mate):
    tasks(1)
    assert desk.post(NEW, filled(desk, worker, mate, **said)).status_code == 422


def test_take_back_once_from_the_page_as_it_is_now(desk, tasks, worker, mate):
    tasks(1)
    desk.post(NEW, filled(desk, worker, mate, confirm="1"))
    job = HandOver.objects.get()
    drain()
    page = reverse("handover:job-detail", args=[job.uid])
    form = desk.get(page).context["undo_form"]
    said = {"seat": form["seat"].value(), "version": form["version"].value(), "reason": "Nhầm người"}
    undo = reverse("handover:job-undo", args=[job.uid])
    assert desk.post(undo, {**said, "reason": ""}).status_code == 422
    assert desk.post(undo, said).status_code == 302
    assert desk.post(undo, said).status_code == 422
    drain()
    assert "Đã lấy lại" in desk.get(page).content.decode()


def test_the_progress_is_asked_for_again_and_again_until_the_job_is_done(desk, tasks, worker, mate):
    tasks(2)
    desk.post(NEW, filled(desk, worker, mate, confirm="1"))
    job = HandOver.objects.get()
    asked = reverse("handover:job-progress", args=[job.uid])
    page = reverse("handover:job-detail", args=[job.uid])
    assert f'hx-get="{asked}" hx-trigger="every 2s"' in desk.get(page).content.decode()
    at_work = desk.get(asked)
    assert "0/2" in at_work.content.decode()
    assert "HX-Refresh" not in at_work.headers
    drain()
    assert desk.get(asked).headers["HX-Refresh"] == "true"
    assert "every 2s" not in desk.get(page).content.decode()


def test_a_long_job_is_shown_page_by_page_with_as_many_questions(
    desk, tasks, worker, mate, django_assert_max_num_queries
):
    tasks(60)
    desk.post(NEW, filled(desk, worker, mate, confirm="1"))
    drain()
    page = reverse("handover:job-detail", args=[HandOver.objects.get().uid])
    with django_assert_max_num_queries(60):
        first = desk.get(page)
    assert len(first.context["lines"]) == 50
    assert len(desk.get(page, {"sau": first.context["after"]}).context["lines"]) == 10
    assert len(desk.get(page, {"sau": "x" * 30}).context["lines"]) == 50
