"""The buttons' wire format: a public API that outlives deployments.

At most 64 bytes each; a prefix is never reused, so a button of an older version finds no class
and is answered as such. Values are checked here once: a forged tap never reaches a handler with
a number that is none. Owner and state are checked by the handler's action on every tap.
"""

from screens.callbacks.address import AddressDo, AddressTap
from screens.callbacks.audit import AuditDo, AuditTap
from screens.callbacks.booking import BookingDo, BookingsDo, BookingsTap, BookingTap
from screens.callbacks.branch import BranchTap
from screens.callbacks.broadcast import BroadcastDo, BroadcastTap, StopTap
from screens.callbacks.caller import CallerDo, CallerTap
from screens.callbacks.closure import CallsTap, ClosureDo, ClosureTap, OfferTap
from screens.callbacks.day import DayDo, DayTap, VisitDo, VisitTap
from screens.callbacks.export import ExportTap
from screens.callbacks.failed import FailedDo, FailedTap
from screens.callbacks.health import HealthTap
from screens.callbacks.offering import LabTap, OfferingDo, TestTap
from screens.callbacks.report import AgainTap, OpenTap, ReportDo, ReportTap
from screens.callbacks.schedule import ScheduledDo, ScheduleDo, ScheduledTap, ScheduleTap
from screens.callbacks.series import SeriesDo, SeriesTap
from screens.callbacks.session import (
    PlanTap,
    SeatsDo,
    SeatsTap,
    SessionDo,
    SessionTap,
    WhyTap,
)
from screens.callbacks.start import GreyTap, StartDo, StartTap
from screens.callbacks.stats import StatsTap
from screens.callbacks.team import TeamDo, TeamTap
from screens.callbacks.timezone import ZoneTap
from screens.callbacks.undo import UndoTap

__all__ = [
    "AddressDo",
    "AddressTap",
    "AgainTap",
    "AuditDo",
    "AuditTap",
    "BookingDo",
    "BookingTap",
    "BookingsDo",
    "BookingsTap",
    "BranchTap",
    "BroadcastDo",
    "BroadcastTap",
    "CallerDo",
    "CallerTap",
    "CallsTap",
    "ClosureDo",
    "ClosureTap",
    "DayDo",
    "DayTap",
    "ExportTap",
    "FailedDo",
    "FailedTap",
    "GreyTap",
    "HealthTap",
    "LabTap",
    "OfferTap",
    "OfferingDo",
    "OpenTap",
    "PlanTap",
    "ReportDo",
    "ReportTap",
    "ScheduleDo",
    "ScheduleTap",
    "ScheduledDo",
    "ScheduledTap",
    "SeatsDo",
    "SeatsTap",
    "SeriesDo",
    "SeriesTap",
    "SessionDo",
    "SessionTap",
    "StartDo",
    "StartTap",
    "StatsTap",
    "StopTap",
    "TeamDo",
    "TeamTap",
    "TestTap",
    "UndoTap",
    "VisitDo",
    "VisitTap",
    "WhyTap",
    "ZoneTap",
]
