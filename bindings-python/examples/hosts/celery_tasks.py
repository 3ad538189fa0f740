"""A Celery task that places a call and waits for its outcome.

    celery --app celery_tasks worker
    python -c "from celery_tasks import ring; ring.delay('+16505550100', '+16505550123')"

A task is tried again only if no phone can have rung. A task that is stopped, by its time limit or by Ctrl-C, hangs up.
"""

import os
from functools import cache

from celery import Celery, Task

from ringout import Client, OutcomeKind, RingOutError

app = Celery("calls", broker=os.environ.get("CELERY_BROKER_URL", "amqp://"))
if settings := os.environ.get("CELERY_CONFIG"):
    app.config_from_object(settings)


@cache
def client() -> Client:
    """One client for all tasks. The worker's processes may inherit it: each has its own connections."""
    return Client.from_env()


@app.task(bind=True, max_retries=5, soft_time_limit=900)
def ring(self: Task, to: str, from_: str) -> dict[str, str]:
    try:
        call = client().create_call(to=to, from_=from_, cancel_on_exit=True)
    except RingOutError as error:
        # Never for `may_have_placed`: the phones may be ringing.
        if error.retryable:
            raise self.retry(exc=RuntimeError(str(error)), countdown=error.retry_after or 10) from error
        raise
    with call:
        outcome = call.wait(timeout=600)
        if outcome.kind is OutcomeKind.STILL_IN_PROGRESS:
            # They have been talking for ten minutes, which is not a reason to hang up.
            call.detach()
    return {"id": call.id, "kind": outcome.kind, "explanation": outcome.explanation}
