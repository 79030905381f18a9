"""Pages for regional planners."""

from flask import Blueprint

from app.web.planner import (
    backtest,
    board,
    capacity,
    data,
    hospitals,
    reports,
    scenarios,
    specialty,
)

blueprint = Blueprint("planner", __name__)
for part in (board, specialty, scenarios, capacity, data, hospitals, reports, backtest):
    part.add_routes(blueprint)
