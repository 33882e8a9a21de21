"""DynamoDB's own notation, and what a token says of somebody."""

from __future__ import annotations

from harness import practices


def kept(code):
    return {(flow.data, flow.sink.id) for flow in practices(code).flows if flow.sink.kind == "store"}


def test_values_with_their_types_and_expressions_fill_attributes():
    code = """
        import boto3

        client = boto3.client("dynamodb")
        table = boto3.resource("dynamodb").Table("people")

        def join(number, form):
            client.put_item(TableName="people", Item={"pk": {"S": number}, "email": {"S": form["a"]}})

        def move(number, form):
            table.update_item(
                Key={"pk": number},
                UpdateExpression="SET #w = :w, seen = if_not_exists(seen, :n) REMOVE phone_number",
                ExpressionAttributeNames={"#w": "postal_address"},
                ExpressionAttributeValues={":w": form["b"], ":n": 1},
            )
    """
    assert kept(code) == {("user.contact.email", "dynamodb:people"), ("user.contact.address", "dynamodb:people")}


def test_what_a_token_says_is_no_token():
    code = """
        import logging

        def handler(event, context):
            claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
            logging.info("%s", claims["sub"])

        def other(access_token):
            logging.info("%s", access_token["tenant"])

        def careless(access_token):
            logging.info("%s", access_token)
    """
    told = [(flow.data, flow.sink.symbol) for flow in practices(code).flows if flow.data == "user.authorization.token"]
    assert [symbol.rpartition(".")[2] for _, symbol in told] == ["careless"]
