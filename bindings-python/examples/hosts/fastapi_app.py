"""Click-to-call with FastAPI: the browser places a call, shows its progress, and hangs up when its page is left.

    uvicorn fastapi_app:app

`POST /calls` places a call. `GET /calls/{id}/events` sends its changes as server-sent events. When the browser closes that
stream, the server cancels the task, as often as it likes, and the library hangs up on its own thread.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from ringout import AsyncCall, AsyncClient, InvalidArgumentError, NotFoundError, RateLimitedError, RingOutError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncClient.from_env() as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


class ClickToCall(BaseModel):
    from_: str
    to: str


@app.post("/calls", status_code=201)
async def place(request: Request, numbers: ClickToCall) -> dict[str, str]:
    client: AsyncClient = request.app.state.client
    # If the browser leaves while RingCentral places the call, nobody would hang up.
    call = await client.create_call(to=numbers.to, from_=numbers.from_, cancel_on_exit=True)
    return {"id": call.id, "events": f"/calls/{call.id}/events"}


@app.get("/calls/{call_id}/events")
async def events(request: Request, call_id: str) -> StreamingResponse:
    client: AsyncClient = request.app.state.client
    call = client.call(call_id)
    await call.status()  # NotFoundError before the response begins
    return StreamingResponse(progress(call), media_type="text/event-stream")


async def progress(call: AsyncCall) -> AsyncIterator[str]:
    yield event("state", str(call.state))
    async for change in call.watch(timeout=600, cancel_on_timeout=True, cancel_on_exit=True):
        yield event("state", str(change.state))
    yield event("end", call.outcome.kind)


def event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


@app.exception_handler(RingOutError)
async def failed(_: Request, error: RingOutError) -> JSONResponse:
    status = {InvalidArgumentError: 422, NotFoundError: 404, RateLimitedError: 429}.get(type(error), 502)
    headers = {"Retry-After": str(round(error.retry_after))} if error.retry_after else None
    return JSONResponse({"error": error.code, "message": str(error)}, status, headers)
