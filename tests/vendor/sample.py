"""Descriptions of a small API of boards and cards, made up for these tests, and the real ones where they are."""

from __future__ import annotations

import json

import pytest
import yaml
from tests.upstream import FOLDER

from tasklab.vendor.lock import KINDS
from tasklab.vendor.reading import parse_description

CARD = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "maxLength": 20},
        "state": {"type": "string", "enum": ["open", "done"]},
        "due": {"type": "string", "format": "date-time", "nullable": True},
        "parent": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Card"}]},
        "labels": {"type": "array", "items": {"$ref": "#/components/schemas/Label"}},
        "extra": {"type": "object"},
    },
}
LABEL = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string"}},
}


def json_body(schema, **more):
    return {"content": {"application/json": {"schema": schema}}, **more}


def openapi(**changes):
    """Make a description; a path to what is changed, with double underscores, to its new value or None."""
    card = {"$ref": "#/components/schemas/Card"}
    document = {
        "openapi": "3.0.3",
        "servers": [{"url": "https://{host}/api/v1/", "variables": {"host": {"default": "desk.example"}}}],
        "paths": {
            "/cards": {
                "get": {
                    "operationId": "listCards",
                    "parameters": [
                        {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}},
                        {"name": "state", "in": "query", "schema": {"type": "array", "items": {"enum": ["open"]}}},
                        {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
                        {"name": "X-Team", "in": "header", "required": True, "schema": {"type": "string"}},
                    ],
                    "responses": {"200": json_body({"type": "array", "items": card}), "4XX": {"description": "no"}},
                },
                "post": {
                    "requestBody": {"$ref": "#/components/requestBodies/Card"},
                    "responses": {"201": json_body(card)},
                },
            },
            "/cards/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "get": {"responses": {"200": json_body(card)}},
                "delete": {"responses": {"204": {"description": "gone"}}},
            },
            "/cards/mine": {"get": {"responses": {"200": json_body(card)}}},
        },
        "components": {
            "schemas": {"Card": CARD, "Label": LABEL},
            "requestBodies": {"Card": json_body(card, required=True)},
        },
    }
    document = json.loads(json.dumps(document))
    for place, value in changes.items():
        *parts, last = place.split("__")
        node = document
        for part in parts:
            node = node[part]
        if value is None:
            del node[last]
        else:
            node[last] = value
    return document


def parse(document, kind="openapi3"):
    return parse_description(json.dumps(document).encode(), kind)


SWAGGER = {
    "swagger": "2.0",
    "basePath": "/api/v1",
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "paths": {
        "/cards": {
            "get": {
                "parameters": [
                    {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}},
                    {"name": "open", "in": "query", "type": "boolean"},
                ],
                "responses": {"200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Card"}}}},
            },
            "post": {
                "parameters": [
                    {"name": "card", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Card"}}
                ],
                "responses": {"201": {"$ref": "#/responses/Card"}},
            },
        },
        "/login": {
            "post": {
                "consumes": ["application/x-www-form-urlencoded"],
                "parameters": [{"name": "tries", "in": "formData", "type": "integer", "required": True}],
                "responses": {"204": {}},
            }
        },
    },
    "responses": {"Card": {"schema": {"$ref": "#/definitions/Card"}}},
    "definitions": {"Card": {"type": "object", "properties": {"name": {"type": "string", "x-nullable": True}}}},
}

DISCOVERY = {
    "kind": "discovery#restDescription",
    "servicePath": "",
    "parameters": {"alt": {"location": "query", "type": "string", "enum": ["json"]}},
    "schemas": {"Card": {"id": "Card", "type": "object", "properties": {"name": {"type": "string"}}}},
    "resources": {
        "cards": {
            "methods": {
                "insert": {
                    "id": "cards.insert",
                    "httpMethod": "POST",
                    "path": "v1/lists/{list}/cards",
                    "parameters": {
                        "list": {"location": "path", "required": True, "type": "string"},
                        "max": {"location": "query", "type": "integer", "minimum": "1"},
                        "tag": {"location": "query", "type": "string", "repeated": True, "enum": ["a", "b"]},
                    },
                    "request": {"$ref": "Card"},
                    "response": {"$ref": "Card"},
                }
            }
        }
    },
}

CSDL = b"""<?xml version="1.0"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="desk" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="state"><Member Name="open"/><Member Name="done"/></EnumType>
  <EntityType Name="entity" Abstract="true"><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
  <EntityType Name="card" BaseType="desk.entity">
    <Property Name="name" Type="Edm.String"/>
    <Property Name="state" Type="desk.state" Nullable="false"/>
    <Property Name="dueAt" Type="Edm.DateTimeOffset"/>
    <Property Name="tags" Type="Collection(Edm.String)"/>
    <NavigationProperty Name="parts" Type="Collection(desk.card)"/>
  </EntityType>
</Schema></edmx:DataServices></edmx:Edmx>"""

SDL = """
type Query { card(id: ID!): Card  cards(first: Int = 10, state: State): [Card!]! node(id: ID!): Node }
type Mutation { createCard(input: CardInput!): Card! }
interface Node { id: ID! }
type Card implements Node { id: ID!  name: String!  state: State!  due: Date  parent: Card  size: Float }
type Board implements Node { id: ID!  title: String }
enum State { OPEN DONE }
scalar Date
input CardInput { name: String!  state: State }
"""


REAL = FOLDER if any(FOLDER.glob("INDEX-*.yaml")) else None
"""The folder of real descriptions, or None."""
needs_real = pytest.mark.skipif(
    REAL is None, reason="no real descriptions here: set TASKLAB_VENDOR_DIR to a folder of them"
)


def list_real():
    """List the real descriptions of kinds that can be read."""
    if REAL is None:
        return []
    indexes = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in sorted(REAL.glob("INDEX-*.yaml"))]
    return [(entry["file"], entry["kind"]) for index in indexes for entry in index if entry["kind"] in KINDS]
