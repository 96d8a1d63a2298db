"""The control side over HTTP: what went in and out, and faults (table in console.py)."""

from __future__ import annotations

from aiohttp import web

from sandbox.line.console_requests import account_at, platform_of, read_as
from sandbox.line.console_views import call_view, delivery_view
from sandbox.line.delivery import Delivery
from sandbox.line.faults import Fault
from sandbox.line.refusals import Unknown
from sandbox.line.replies import answer

routes = web.RouteTableDef()


@routes.get("/console/deliveries")
async def deliveries(request: web.Request) -> web.Response:
    """Webhook requests, oldest first."""
    basic_id, after = request.query.get("account"), int(request.query.get("after", "0"))
    wanted = None if basic_id is None else platform_of(request).account(basic_id).basic_id
    found = platform_of(request).deliveries[after:]
    return answer([delivery_view(each) for each in found if wanted in {None, each.basic_id}])


@routes.get("/console/calls")
async def calls(request: web.Request) -> web.Response:
    """API calls, oldest first."""
    prefix, after = request.query.get("path", ""), int(request.query.get("after", "0"))
    found = platform_of(request).calls[after:]
    return answer([call_view(each) for each in found if each.path.startswith(prefix)])


@routes.get("/console/faults")
async def list_faults(request: web.Request) -> web.Response:
    """The faults switched on."""
    return answer(platform_of(request).faults.as_json())


@routes.post("/console/faults")
async def add_fault(request: web.Request) -> web.Response:
    """Switches a fault on."""
    platform_of(request).faults.active.append(await read_as(request, Fault))
    return answer(platform_of(request).faults.as_json(), 201)


@routes.delete("/console/faults")
async def clear_faults(request: web.Request) -> web.Response:
    """Switches faults off: all, or those of one path."""
    platform_of(request).faults.clear(request.query.get("path"))
    return answer(platform_of(request).faults.as_json())


@routes.post("/console/accounts/{account}/redeliver-failed")
async def redeliver_failed(request: web.Request) -> web.Response:
    """Redelivers what no receiver has taken."""
    sent = await platform_of(request).redeliver_failed(account_at(request))
    return answer([delivery_view(each) for each in sent])


@routes.post("/console/deliveries/{number:[0-9]+}/{act:redeliver|duplicate}")
async def send_again(request: web.Request) -> web.Response:
    """Sends one delivery again."""
    platform = platform_of(request)
    number = int(request.match_info["number"])
    if not 1 <= number <= len(platform.deliveries):
        raise Unknown(f"no delivery {number}")
    act = platform.redeliver if request.match_info["act"] == "redeliver" else platform.duplicate
    again: Delivery = await act(platform.deliveries[number - 1])
    return answer(delivery_view(again))


def add_routes(app: web.Application) -> None:
    """Puts the routes of this file on ``app``."""
    app.router.add_routes(routes)
