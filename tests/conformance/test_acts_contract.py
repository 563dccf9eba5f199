"""The acts against official documents: PayPal's media types and schemas, and Shopify's schema with every variable."""

import json
from typing import Any

import httpx
import jsonschema
import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from act_stand import PDF, a_form, a_packet, some_fields
from paypal_spec import Spec, load_spec, resolved, violations
from paypal_stand_in import LIST, StandIn, a_case, a_client
from sheets_bot.domain.evidence.packet import Tracking
from sheets_bot.platforms.paypal.acts import LONGEST_TEXT, File
from sheets_bot.platforms.shopify import act_queries
from sheets_bot.sandbox.paypal.multipart import parts_of
from shopify_stand_in import StandIn as ShopStandIn
from shopify_stand_in import a_client as a_shop_client
from test_shopify_contract import MOST_POINTS, SPEC, cost, problems_of

CASE = "PP-D-1"
ACTIONS = ("provide-evidence", "appeal", "send-message", "provide-supporting-info", "make-offer")


@pytest.fixture(scope="module")
def disputes() -> Spec:
    return load_spec("customer_disputes_v1")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    if not SPEC.exists():
        pytest.skip(f"needs ../shared/specs/shopify/{SPEC.name}")
    return build_schema(SPEC.read_text("utf-8"), assume_valid=True)


# PayPal


def everything_sent() -> list[httpx.Request]:
    """One request of each act, with all that it may hold."""
    links = [{"rel": action, "href": "x", "method": "POST"} for action in ACTIONS]
    stand_in = StandIn(a_case(CASE, links=links))
    for action in ACTIONS:
        stand_in.say(f"{LIST}/{CASE}/{action}", httpx.Response(200, json={"links": []}))
    acts = a_client(stand_in).acts
    form = a_form(
        a_packet(trackings=(Tracking("UPS", "1Z999AA10123456784"), Tracking("OTHER", "X1"))),
        document="proof-1042.pdf",
    )
    form["evidences"][0]["evidence_info"]["tracking_info"][1]["carrier_name_other"] = "Evri"
    files = [File("proof-1042.pdf", PDF)]

    acts.provide_evidence(CASE, form, files, act_id="a" * 20)
    acts.appeal(CASE, form, files, act_id="b" * 20)
    acts.send_message(CASE, "Größe — it is on its way", act_id="c" * 20)
    acts.add_information(CASE, "Delivered.", act_id="d" * 20)
    acts.offer_replacement(CASE, "We send it again.", act_id="e" * 20)
    return stand_in.requests


def body_problems(spec: Spec, request: httpx.Request) -> list[str]:
    """
    What the contract has against a body.

    The document leaves the JSON part out of every form, so what stands in ``input`` is held against the
    schema of what it is; a part that is no file is the one that PayPal's samples have.
    """
    if request.method == "GET" or LIST not in request.url.path:
        return []
    action = request.url.path.rpartition("/")[2]
    operation = spec["paths"][f"{LIST}/{{id}}/{action}"]["post"]
    takes = resolved(spec, operation["requestBody"])["content"]
    kind = request.headers["content-type"].partition(";")[0]
    if kind not in takes:
        return [f"{action} does not take {kind}"]
    if kind == "application/json":
        return _against(spec, takes[kind]["schema"], json.loads(request.read()))
    parts = parts_of(request.headers["content-type"], request.read())
    given = [json.loads(part.content) for part in parts if part.name == "input"]
    if len(given) != 1:
        return [f"{action} needs one part input"]
    found = [
        problem
        for evidence in given[0].get("evidences", ())
        for problem in _against(spec, {"$ref": "#/components/schemas/evidence"}, evidence)
    ]
    names = [{"name": part.filename} for part in parts if part.filename]
    return found + [
        problem
        for name in names
        for problem in _against(spec, {"$ref": "#/components/schemas/document"}, name)
    ]


def _against(spec: Spec, node: dict[str, Any], given: Any) -> list[str]:
    judge = jsonschema.Draft7Validator({**node, "components": spec["components"]})
    return [error.message for error in judge.iter_errors(given)]


def test_every_act_at_paypal_is_one_that_the_contract_allows(disputes: Spec):
    sent = everything_sent()

    acts = [request for request in sent if request.method == "POST" and LIST in request.url.path]
    assert {request.url.path.rpartition("/")[2] for request in acts} == set(ACTIONS)
    assert [problem for request in sent for problem in violations(disputes, request)] == []
    assert [problem for request in sent for problem in body_problems(disputes, request)] == []


def a_request(action: str, **body: Any) -> httpx.Request:
    return httpx.Request("POST", f"https://api-m.paypal.com{LIST}/{CASE}/{action}", **body)


def as_form(given: Any, name: str = "a.pdf") -> dict[str, Any]:
    return {
        "files": [
            ("input", (None, json.dumps(given), "application/json")),
            ("file1", (name, PDF, "application/pdf")),
        ]
    }


def with_evidence(**fields: Any) -> dict[str, Any]:
    return as_form({"evidences": [{"evidence_type": "OTHER", **fields}]})


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (a_request("provide-evidence", json={"evidences": []}), "does not take application/json"),
        (a_request("provide-evidence", files=[("file1", ("a.pdf", PDF))]), "needs one part input"),
        (a_request("provide-evidence", **as_form({"evidences": []}, "Order #1.pdf")), "does not match"),
        (a_request("provide-evidence", **with_evidence(notes="x" * 2001)), "too long"),
        (a_request("provide-evidence", **with_evidence(evidence_type="PROOF_OF_LOVE")), "is not one of"),
        (
            a_request(
                "provide-evidence",
                **with_evidence(
                    evidence_info={"tracking_info": [{"carrier_name": "EVRI", "tracking_number": "1"}]}
                ),
            ),
            "is not one of",
        ),
        (a_request("make-offer", json={"note": "x"}), "required"),
    ],
)
def test_the_judge_of_bodies_finds_what_is_wrong(disputes: Spec, request_: httpx.Request, problem: str):
    """Without this, an empty list of problems would prove nothing."""
    assert any(problem in found for found in body_problems(disputes, request_)), body_problems(
        disputes, request_
    )


def test_the_limits_of_the_client_are_those_of_the_contract(disputes: Spec):
    evidence = disputes["components"]["schemas"]["evidence"]

    assert resolved(disputes, evidence["properties"]["notes"])["maxLength"] == LONGEST_TEXT


# Shopify

OPERATIONS = (act_queries.EVIDENCE_OF_DISPUTE, act_queries.SAVE_EVIDENCE, act_queries.CONTACT)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_question_and_change_is_valid_and_affordable(schema: GraphQLSchema, operation: Any):
    document = parse(operation.text)

    assert validate(schema, document) == []
    if operation is not act_queries.SAVE_EVIDENCE:
        assert cost(schema, document) <= MOST_POINTS


def test_every_change_that_is_sent_is_valid_with_its_variables(schema: GraphQLSchema):
    stand_in = ShopStandIn()
    data = {"disputeEvidenceUpdate": {"disputeEvidence": {"id": "x", "submitted": False}, "userErrors": []}}
    stand_in.say("SaveEvidence", httpx.Response(200, json={"data": data}))
    files = {
        slot: {"id": f"gid://shopify/ShopifyPaymentsDisputeFileUpload/{n}"}
        for n, slot in enumerate(act_queries.DOCUMENT_TYPES)
    }
    texts = dict.fromkeys(act_queries.TEXTS, "x")
    address = {"shippingAddress": {"city": "Lisboa", "countryCode": "PT"}}

    for submit in (False, True):
        for fields in (some_fields(a_packet()).texts, {**texts, **files, **address}):
            a_shop_client(stand_in).acts.save(
                "gid://shopify/ShopifyPaymentsDisputeEvidence/1", fields, submit=submit
            )

    asked = stand_in.asked("SaveEvidence")
    assert len(asked) == 4
    assert [problem for body in asked for problem in problems_of(schema, body)] == []


def test_every_text_and_place_that_can_be_written_is_known(schema: GraphQLSchema):
    """What Shopify adds to the form one day fails here, and not in silence."""
    given: Any = schema.type_map["ShopifyPaymentsDisputeEvidenceUpdateInput"]
    ours = {*act_queries.TEXTS, *act_queries.DOCUMENT_TYPES, "shippingAddress", "submitEvidence"}

    assert set(given.fields) == ours


def test_the_judge_of_changes_finds_what_is_wrong(schema: GraphQLSchema):
    body = {
        "query": act_queries.SAVE_EVIDENCE.text,
        "operationName": "SaveEvidence",
        "variables": {"id": "gid://shopify/X/1", "input": {"customerCommunication": "x"}},
    }

    assert problems_of(schema, body)
