"""The keys of this installation: which one signs, which ones are believed, what they have signed.

They come from the settings, never from the database: whoever could write there could otherwise
bring a key of their own.
"""

import base64

from django.conf import settings

from tuppence.kernel.environment import Environment
from tuppence.seal.note import Signer, VerifierKey, key_from
from tuppence.seal.witness import FILE, Witness


def origin() -> str:
    """The name of this installation's tree, in every checkpoint and key."""
    return str(settings.ENVIRONMENT.seal_origin)


def signer() -> Signer | None:
    """Signs for this installation; None when it was given no key, so that nothing can be sealed."""
    return signer_of(settings.ENVIRONMENT) if settings.ENVIRONMENT.seal_key else None


def signer_of(environment: Environment) -> Signer:
    """Of settings that have a key."""
    seed = base64.urlsafe_b64decode(environment.seal_key + "=")
    return Signer(name=environment.seal_origin, seed=seed)


def witness() -> Witness:
    """What this installation has given out."""
    return Witness(settings.ENVIRONMENT.data_dir / FILE)


def trusted() -> list[VerifierKey]:
    """The keys whose checkpoints are ours: the present one first, then former ones."""
    present = signer()
    former = [key_from(text) for text in settings.ENVIRONMENT.seal_former_keys]
    return ([present.key] if present else []) + former
