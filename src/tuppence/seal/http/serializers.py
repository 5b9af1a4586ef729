"""What the tree looks like over HTTP. Hashes are base64."""

import base64
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"type": "string", "format": "byte"})
class Base64(serializers.Field[bytes, str, str, Any]):
    def to_representation(self, value: bytes) -> str:
        return base64.b64encode(value).decode()


class CheckpointSerializer(serializers.Serializer[Any]):
    """``note`` is what is signed (C2SP tlog-checkpoint); the rest says it again."""

    size = serializers.IntegerField(help_text="Journals in the tree.")
    root_hash = Base64(source="root")
    note = serializers.CharField()
    at = serializers.DateTimeField()


class ConsistencySerializer(serializers.Serializer[Any]):
    """RFC 6962, 2.1.2."""

    old = serializers.IntegerField()
    new = serializers.IntegerField()
    path = serializers.ListField(child=Base64())


class KeySerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Eight hexadecimal digits.")
    key = serializers.CharField(help_text="name+id+key (C2SP signed-note).")


class KeysSerializer(serializers.Serializer[Any]):
    """The key that signs now comes first."""

    origin = serializers.CharField()
    keys = KeySerializer(many=True)


class PartSerializer(serializers.Serializer[Any]):
    """Either text and salt, or the digest of what is not its reader's to see."""

    text = serializers.CharField(required=False)
    salt = serializers.CharField(required=False)
    digest = serializers.CharField(required=False)


class ReceiptSerializer(serializers.Serializer[Any]):
    """Proves itself, offline: docs/seal.md, tools/verify_receipt.py."""

    format = serializers.CharField()
    parts = PartSerializer(many=True)
    index = serializers.IntegerField(help_text="Of the leaf, from 0.")
    path = serializers.ListField(child=serializers.CharField())
    checkpoint = serializers.CharField(help_text="A signed note.")
    key = serializers.CharField(help_text="Whose signature it is; pin your own copy.")
