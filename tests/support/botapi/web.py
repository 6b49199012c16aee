"""The server's face: HTTP, with what may go wrong on the way."""

from __future__ import annotations

import asyncio
import re
import traceback
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from tests.support.botapi import strict
from tests.support.botapi.calls import Call, Upload
from tests.support.botapi.errors import ApiError
from tests.support.botapi.faults import AFTER, HTML, Plan
from tests.support.botapi.files import LARGEST_UP

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApi

TOKEN = re.compile(r"\d+:[\w-]{20,}")
LARGEST_BODY = LARGEST_UP + 1024 * 1024


def application(server: BotApi) -> web.Application:
    """Where calls and fetched files arrive."""
    face = Face(server)
    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", face.method)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", face.file)
    app.router.add_route("*", "/{anything:.*}", face.nothing)
    return app


def _refusal(error: ApiError) -> web.Response:
    headers = {"Retry-After": str(error.parameters["retry_after"])} if "retry_after" in error.parameters else None
    return web.json_response(error.body, status=error.code, headers=headers)


class Face:
    """Takes requests."""

    def __init__(self, server: BotApi) -> None:
        self.server = server

    async def nothing(self, request: web.Request) -> web.Response:
        """Answer what is no call at all."""
        return _refusal(ApiError(404, "Not Found"))

    async def file(self, request: web.Request) -> web.Response:
        """Hand out a file."""
        if request.match_info["token"] != self.server.token:
            return _refusal(ApiError(401, "Unauthorized"))
        with self.server.lock:
            stored = self.server.files.at_or_none(request.match_info["path"])
        if stored is None:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    async def method(self, request: web.Request) -> web.StreamResponse:
        """Take a call."""
        try:
            call = await self._read(request)
        except ApiError as error:
            return _refusal(error)
        with self.server.lock:
            self.server.calls.append(call)
            plan = self.server.trouble_or_none(call)
        if plan is not None and plan.kind not in AFTER:
            return await self._fail(request, call, plan)
        try:
            body, status = await self._done(call)
        finally:
            self.server.notice()
        return web.json_response(body, status=status) if plan is None else await self._spoil(request, call, plan, body, status)

    async def _done(self, call: Call) -> tuple[dict[str, Any], int]:
        """The answer to a call and its status."""
        try:
            result = await self.server.perform(call)
        except ApiError as error:
            call.outcome, call.description = str(error.code), error.description
            return error.body, error.code
        except Exception:
            self.server.complaints.append(f"the server failed at {call!r}:\n{traceback.format_exc()}")
            call.outcome = "500"
            return ApiError(500, "Internal Server Error").body, 500
        call.outcome, call.effect, call.result = "ok", True, result
        return {"ok": True, "result": result}, 200

    async def _read(self, request: web.Request) -> Call:
        token = request.match_info["token"]
        if not TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if token != self.server.token or self.server.revoked:
            raise ApiError(401, "Unauthorized")
        method = strict.method_or_none(request.match_info["method"])
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        given, files = await _parameters(request)
        return self.server.checked(method, given, files)

    async def _fail(self, request: web.Request, call: Call, plan: Plan) -> web.StreamResponse:
        """Go wrong before anything took effect."""
        call.outcome = plan.kind
        self.server.notice()
        if plan.kind == "cut":
            return _cut(request)
        if plan.kind == "hang":
            return await self._hang(request)
        if plan.kind == "502 html":
            return web.Response(status=502, text=HTML, content_type="text/html")
        error = plan.error()
        call.description = error.description
        return _refusal(error)

    async def _spoil(self, request: web.Request, call: Call, plan: Plan, body: dict[str, Any], status: int) -> web.StreamResponse:
        """Go wrong after the call took effect."""
        call.outcome = plan.kind
        if plan.kind == "slow":
            await asyncio.sleep(plan.seconds)
            return web.json_response(body, status=status)
        if plan.kind == "cut after":
            return _cut(request)
        if plan.kind == "hang after":
            return await self._hang(request)
        if plan.kind == "500 after":
            return _refusal(ApiError(500, "Internal Server Error"))
        return web.Response(status=200 if plan.kind.startswith("200") else 502, text=HTML, content_type="text/html")

    async def _hang(self, request: web.Request) -> web.StreamResponse:
        """Say nothing until the client goes away."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.server.hanging.add(waiting)
        self.server.notice()
        try:
            await waiting
        finally:
            self.server.hanging.discard(waiting)
        return _cut(request)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The parameters of a call, however they came; raises ApiError."""
    given: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json" and request.can_read_body:
        try:
            body = await request.json()
        except ValueError:
            raise ApiError(400, "Bad Request: can't parse JSON object") from None
        if not isinstance(body, dict):
            raise ApiError(400, "Bad Request: expected an object")
        given |= body
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            assert part.name is not None
            if part.filename is None:
                given[part.name] = (await part.read()).decode()
            else:
                files[part.name] = Upload(part.filename, bytes(await part.read()), part.headers.get("Content-Type"))
        named = {value.removeprefix("attach://") for value in given.values() if isinstance(value, str) and value.startswith("attach://")}
        given |= {name: f"attach://{name}" for name in files if name not in named}
    elif request.can_read_body:
        given |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return given, files
