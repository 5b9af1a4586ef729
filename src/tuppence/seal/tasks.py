"""Scheduled work of the seal."""

from functools import cache

import structlog
from celery import shared_task

from tuppence.seal import keys
from tuppence.seal.sealer import HistoryForked, HistoryRewritten, Sealer
from tuppence.seal.witness import WitnessUnreadable

log = structlog.get_logger(__name__)


@cache
def _sealer() -> Sealer:
    return Sealer(keys.witness())


@shared_task
def seal() -> None:
    """Every few seconds: takes new journals into the tree, and signs it."""
    signer = keys.signer()
    if signer is None:
        log.error("seal_key_missing", setting="TUPPENCE_SEAL_KEY")
        return
    try:
        sealed = _sealer().seal(signer)
    except HistoryRewritten as error:
        log.critical("seal_history_rewritten", error=str(error))
    except HistoryForked as error:
        # What to do is the operator's decision: docs/runbooks/not-sealed.md.
        log.critical("seal_fork_refused", error=str(error), setting="TUPPENCE_SEAL_ORIGIN")
    except (WitnessUnreadable, OSError) as error:
        log.critical("seal_witness_unusable", error=str(error))
    else:
        if sealed:
            log.info("sealed", journals=sealed)
