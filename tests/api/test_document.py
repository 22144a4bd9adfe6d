"""The OpenAPI document: whole, without warnings, readable, and true of what is answered."""

import io
import re

import pytest
from django.core.management import call_command

from tests.api.document import PROBLEM, WRITES, document, faults, operations, resolve
from tests.api.recipes import RECIPES

pytestmark = pytest.mark.django_db
BY_SIGNATURE = {"receive_stripe_webhook"}


def named(operation):
    return operation.id


def test_the_document_is_valid_and_made_without_a_warning(capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())

    assert "Warning" not in capsys.readouterr().err


def test_every_operation_has_a_good_request_to_be_tried_with():
    assert {operation.id for operation in operations()} == RECIPES.keys() | BY_SIGNATURE


@pytest.mark.parametrize("operation", [o for o in operations() if o.id in RECIPES], ids=named)
def test_a_good_request_is_accepted_and_answered_as_documented(shop, operation):
    answer = RECIPES[operation.id](shop).send()

    assert answer.status_code in {200, 201, 204}, answer.content


@pytest.mark.parametrize("operation", [o for o in operations() if o.id in RECIPES and o.body], ids=named)
def test_a_good_request_fits_the_documented_body(shop, operation):
    assert faults(operation.body, RECIPES[operation.id](shop).body, closed=True) is None


@pytest.mark.parametrize("operation", operations(), ids=named)
def test_an_integrator_finds_a_name_a_summary_a_tag_and_words(operation):
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation.id)
    assert operation.spec["summary"]
    assert operation.spec["description"]
    assert operation.spec["tags"][0] in {tag["name"] for tag in document()["tags"]}


@pytest.mark.parametrize("operation", operations(), ids=named)
def test_every_refusal_is_documented_as_a_problem(operation):
    refusals = {code: answer for code, answer in operation.spec["responses"].items() if int(code) >= 400}

    assert "429" in refusals
    assert all(list(answer["content"]) == [PROBLEM] for answer in refusals.values())


def test_the_document_names_the_ways_to_show_who_one_is():
    schemes = document()["components"]["securitySchemes"]

    assert schemes["apiKey"]["scheme"] == "bearer"
    assert schemes["orderToken"]["name"] == "Order-Token"


def test_operations_say_who_may_call_them():
    by_id = {operation.id: operation.spec for operation in operations()}

    assert {} in by_id["list_products"]["security"]
    assert by_id["set_stock"]["security"] == [{"apiKey": []}]
    assert "`stock:write`" in by_id["set_stock"]["description"]
    assert {"orderToken": []} in by_id["get_order"]["security"]


@pytest.mark.parametrize(("path", "kind"), [("/checkout", "CheckoutRequest"), ("/payments", "PayRequestRequest")])
def test_the_examples_of_checkout_and_paying_fit_their_own_shapes(path, kind):
    content = document()["paths"][f"/api/v1{path}"]["post"]["requestBody"]["content"]["application/json"]

    examples = [example["value"] for example in content["examples"].values()]

    assert examples
    assert all(faults({"$ref": f"#/components/schemas/{kind}"}, example, closed=True) is None for example in examples)


@pytest.mark.parametrize("operation", [o for o in operations() if o.method == "GET"], ids=named)
def test_lists_document_their_pages_and_reads_their_etag(operation):
    schema = resolve(operation.spec["responses"]["200"]["content"]["application/json"]["schema"])

    assert operation.takes("If-None-Match")
    assert "304" in operation.spec["responses"]
    if operation.takes("limit"):
        assert {"results", "next", "previous"} <= set(schema["properties"])


@pytest.mark.parametrize("operation", [o for o in operations() if o.method in WRITES - {"PUT"}], ids=named)
def test_every_post_patch_and_delete_takes_an_idempotency_key(operation):
    # A provider's webhook is told apart by the event's own id.
    assert operation.takes("Idempotency-Key") is (operation.id not in BY_SIGNATURE)
