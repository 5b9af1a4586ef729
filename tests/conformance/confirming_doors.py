"""The doors to what confirms that it is somebody: the PIN, passkeys, and the step-up by them."""

import json

from tests.conformance.door import STRANGERS, Door
from tests.conformance.town import PIN

CONFIRMING_DOORS: dict[str, list[Door]] = {
    "PUT /v1/me/pin": [
        Door(
            "asha",
            204,
            body=lambda _: {"pin": "582946", "current_pin": PIN},
            own=True,
            newcomers=True,
        )
    ],
    "GET /v1/me/pin-reset": [Door("meera", 200, shut_to={"asha": 404, "kabir": 404} | STRANGERS)],
    "PUT /v1/me/pin-reset": [
        Door("kabir", 200, shut_to={"asha": 409, "ravi": 409, "zoya": 409, "arjun": 409})
    ],
    "GET /v1/me/passkeys": [Door("asha", 200, own=True, newcomers=True, resting=True)],
    "POST /v1/me/passkeys": [
        Door("asha", 201, body=lambda ids: json.loads(ids["new_passkey"]), own=True, newcomers=True)
    ],
    "POST /v1/me/passkeys/options": [Door("asha", 200, own=True, newcomers=True)],
    "DELETE /v1/me/passkeys/{passkey}": [
        Door(
            "asha",
            204,
            path={"passkey": "passkey"},
            shut_to={"ravi": 404, "meera": 404, "tara": 404} | STRANGERS,
            newcomers=True,
            resting=True,
        )
    ],
    "POST /v1/me/step-up/passkey": [
        Door(
            "asha", 200, body=lambda ids: json.loads(ids["used_passkey"]), own=True, newcomers=True
        )
    ],
    "POST /v1/me/step-up/passkey/options": [Door("asha", 200, own=True, newcomers=True)],
    "POST /v1/me/step-up": [
        Door("asha", 200, body=lambda _: {"pin": PIN}, own=True, newcomers=True)
    ],
}
