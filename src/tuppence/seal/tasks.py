"""Scheduled work of the seal."""

import structlog
from celery import shared_task

from tuppence.seal import keys
from tuppence.seal.sealer import HistoryRewritten, Sealer

log = structlog.get_logger(__name__)

_SEALER = Sealer()


@shared_task
def seal() -> None:
    """Every few seconds: takes new journals into the tree, and signs it."""
    signer = keys.signer()
    if signer is None:
        log.error("seal_key_missing", setting="TUPPENCE_SEAL_KEY")
        return
    try:
        sealed = _SEALER.seal(signer)
    except HistoryRewritten as error:
        log.critical("seal_history_rewritten", error=str(error))
        return
    if sealed:
        log.info("sealed", journals=sealed)
