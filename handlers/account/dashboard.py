"""/dashboard for staff: a link into the browser. Who has no role has no such command."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from actions.account import web_session
from handlers.dialog import begin, show
from handlers.roles import is_staff
from handlers.turn import Turn, intent_of, token_for
from screens.account import dashboard as screens

PATH, APP = "/desk/in/", "/desk/app"


def router() -> Router:
    router = Router(name="dashboard")
    router.message.register(dashboard_command, Command("dashboard", ignore_case=True), is_staff)
    return router


async def dashboard_command(message: Message, turn: Turn) -> None:
    await begin(turn)
    token = token_for(f"dashboard:{intent_of(message)}", turn.keys.present)
    await turn.write(web_session.offer, turn.actor, token, turn.now)
    await show(turn, screens.link(f"{turn.web_url}{PATH}{token}", f"{turn.web_url}{APP}"))
