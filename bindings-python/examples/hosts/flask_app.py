"""Click-to-call with Flask: the same two routes as fastapi_app.py, with one blocking client for all threads.

    flask --app flask_app run

A server that notices that the browser has gone closes the generator, which hangs up. A WSGI server notices it when it sends
something, so the stream has a comment every few seconds.
"""

import json
from collections.abc import Iterator

from flask import Flask, Response, request

from ringout import Call, Client, InvalidArgumentError, NotFoundError, OutcomeKind, RateLimitedError, RingOutError

app = Flask(__name__)
client = Client.from_env()


@app.post("/calls")
def place() -> tuple[dict[str, str], int]:
    call = client.create_call(to=request.json["to"], from_=request.json["from_"])
    return {"id": call.id, "events": f"/calls/{call.id}/events"}, 201


@app.get("/calls/<call_id>/events")
def events(call_id: str) -> Response:
    call = client.call(call_id)
    call.status()  # NotFoundError before the response begins
    return Response(progress(call), mimetype="text/event-stream")


def progress(call: Call) -> Iterator[str]:
    with call:
        state, heartbeat = None, 2.0
        while call.outcome.kind is OutcomeKind.STILL_IN_PROGRESS:
            if state != call.state:
                state = call.state
                yield event("state", str(state))
            else:
                yield ": still there\n\n"
            for _ in call.watch(timeout=heartbeat):
                break
        yield event("end", call.outcome.kind)


def event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


@app.errorhandler(RingOutError)
def failed(error: RingOutError) -> tuple[dict[str, str], int]:
    status = {InvalidArgumentError: 422, NotFoundError: 404, RateLimitedError: 429}.get(type(error), 502)
    return {"error": error.code, "message": str(error)}, status
