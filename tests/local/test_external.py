"""Servers that the environment names are looked at first, and what is wrong with them is said in plain words."""

import os

import pytest

from shop.local import external
from shop.local.environment import shop_environment
from shop.local.errors import LocalError
from shop.local.postgres import PostgresServer
from shop.local.state import Home
from tests.processes import free_port


def test_the_database_of_these_tests_is_accepted_with_its_version() -> None:
    major = int(external.check_database(os.environ["DATABASE_URL"]).split(".")[0])
    assert external.OLDEST <= major <= external.NEWEST


def test_a_socket_folder_may_stand_in_the_place_of_the_host(home: Home) -> None:
    server = PostgresServer(home)
    server.start()
    try:
        folder = str(server.socket_dir).replace("/", "%2F")
        assert external.check_database(f"postgres://postgres@{folder}/shop").startswith("18.")
    finally:
        server.stop()


def test_a_database_that_is_too_old_is_refused_by_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "OLDEST", 99)
    with pytest.raises(LocalError, match=r"points at PostgreSQL \d+\.\d+; the shop needs 99"):
        external.check_database(os.environ["DATABASE_URL"])


def test_an_unreachable_database_is_refused_without_showing_its_password() -> None:
    with pytest.raises(LocalError, match="Connection refused") as caught:
        external.check_database(f"postgres://shop:hush-hush@127.0.0.1:{free_port()}/shop")
    assert "unset DATABASE_URL" in str(caught.value)
    assert "hush-hush" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://a/b", "sqlite:///x.db", "junk", "postgres://[::bad/x"])
def test_what_is_no_postgresql_address_is_refused(url: str) -> None:
    with pytest.raises(LocalError, match="DATABASE_URL"):
        external.check_database(url)


def test_an_unreachable_redis_or_broker_is_refused_without_showing_its_password() -> None:
    url = f"redis://:hush-hush@127.0.0.1:{free_port()}/0"
    for check, name in ((external.check_redis, "REDIS_URL"), (external.check_broker, "CELERY_BROKER_URL")):
        with pytest.raises(LocalError, match=f"unset {name}") as caught:
            check(url)
        assert "hush-hush" not in str(caught.value)


def test_a_broker_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LocalError, match="No such transport"):
        external.check_broker("pigeon://loft")


def test_addresses_are_shown_without_their_password() -> None:
    assert external.without_password("redis://:hush@h:1/0") == "redis://:***@h:1/0"
    assert external.without_password("redis://h:1/0") == "redis://h:1/0"


def test_what_the_person_set_goes_through_and_the_rest_is_filled_in(home: Home) -> None:
    own = {"DATABASE_URL": "postgres://own", "REDIS_URL": "redis://own/0"}
    given = {"SITE_URL": "https://shop.example", "STRIPE_SECRET_KEY": "sk_test_1", "REDIS_URL": "", "EMPTY": ""}
    env = shop_environment(home, site_url="http://localhost:8000", servers=own, given=given)
    assert env["SITE_URL"] == "https://shop.example"
    assert env["STRIPE_SECRET_KEY"] == "sk_test_1"
    assert env["REDIS_URL"] == "redis://own/0"
    assert env["DATABASE_URL"] == "postgres://own"
    assert env["EMPTY"] == ""
    assert env["DEBUG"] == "0"


def test_each_home_makes_its_own_secrets_once_and_keeps_them_private(home: Home) -> None:
    other = Home.at(home.path.parent / "other")
    first = (home.secret_key, home.redis_password, home.key)
    assert first == (home.secret_key, home.redis_password, home.key)
    assert not set(first) & {other.secret_key, other.redis_password, other.key}
    assert len(home.secret_key) >= 50
    for name in ("secret-key", "redis-password", "id"):
        assert (home.path / name).stat().st_mode & 0o777 == 0o600
