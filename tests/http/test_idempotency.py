import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from shop.http.idempotency import STAGE_LEASE, drop_old_records
from shop.http.models import IdempotencyRecord
from shop.kernel.clock import system_clock
from shop.users.models import User
from tests.http import urls

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.http.urls")]


@pytest.fixture(autouse=True)
def _calm():
    urls.entered.clear()
    urls.release.clear()
    urls.trouble.clear()


def post(body, key=None, path="/api/v1/notes", **headers):
    if key is not None:
        headers["Idempotency-Key"] = key
    return Client(raise_request_exception=False).post(path, body, content_type="application/json", headers=headers)


def test_the_same_key_and_body_replay_the_first_answer_with_one_effect():
    first, second = post({"text": "one"}, "k1"), post({"text": "one"}, "k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Location"] == first["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert User.objects.count() == 1


def test_without_a_key_each_request_has_its_own_effect():
    post({"text": "one"})
    post({"text": "one"})
    assert User.objects.count() == 2


def test_the_same_key_with_another_body_is_refused_and_changes_nothing():
    post({"text": "one"}, "k1")
    answer = post({"text": "two"}, "k1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert User.objects.count() == 1


def test_two_callers_with_one_key_do_not_meet():
    first = post({"text": "one"}, "k1", **{"Order-Token": "a"})
    second = post({"text": "one"}, "k1", **{"Order-Token": "b"})
    assert first.json() != second.json()
    assert User.objects.count() == 2


def test_a_refusal_is_kept_and_its_effect_is_not():
    first, second = post({"text": "refuse"}, "k1"), post({"text": "refuse"}, "k1")
    assert (first.status_code, second.status_code) == (422, 422)
    assert first.content == second.content
    assert second["Content-Type"] == "application/problem+json"
    assert User.objects.count() == 0


@pytest.mark.parametrize(("text", "status"), [("conflict", 409), ("break", 500)])
def test_conflicts_and_our_own_faults_are_not_kept(text, status):
    assert post({"text": text}, "k1").status_code == status
    assert User.objects.count() == 0
    assert IdempotencyRecord.objects.count() == 0
    assert "Idempotent-Replayed" not in post({"text": text}, "k1")


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
def test_a_key_that_is_none_is_refused(key):
    answer = post({"text": "one"}, key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")
    assert User.objects.count() == 0


def test_a_second_request_while_the_first_runs_is_told_to_wait_also_when_staged():
    answers = []

    def first():
        answers.append(post({"wait": True}, "k1", "/api/v1/staged"))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert urls.entered.wait(10)
    second = post({"wait": True}, "k1", "/api/v1/staged")
    urls.release.set()
    thread.join()
    assert (second.status_code, second.json()["code"]) == (409, "request_in_progress")
    assert answers[0].status_code == 201
    assert post({"wait": True}, "k1", "/api/v1/staged").json() == answers[0].json()
    assert User.objects.count() == 1


def test_twenty_at_once_with_one_key_have_one_effect():
    statuses, barrier = [], threading.Barrier(20)

    def go():
        barrier.wait()
        statuses.append(post({"text": "one"}, "k1").status_code)
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert User.objects.count() == 1


def test_a_staged_request_that_broke_is_taken_up_again_at_once():
    urls.trouble.append(RuntimeError("broken"))
    assert post({}, "k1", "/api/v1/staged").status_code == 500
    assert post({}, "k1", "/api/v1/staged").status_code == 201


def test_a_staged_request_whose_process_died_is_taken_up_after_its_lease():
    post({}, "k1", "/api/v1/staged")
    now = system_clock.now()
    IdempotencyRecord.objects.update(status=None, locked_until=now + STAGE_LEASE)
    assert post({}, "k1", "/api/v1/staged").status_code == 409
    IdempotencyRecord.objects.update(locked_until=now - timedelta(seconds=1))
    assert post({}, "k1", "/api/v1/staged").status_code == 201


def test_old_keys_are_forgotten():
    post({"text": "one"}, "k1")
    assert drop_old_records() == 0
    IdempotencyRecord.objects.update(created_at=system_clock.now() - timedelta(days=3))
    assert drop_old_records() == 1
