"""The limit: an aiohttp server, json and an aiohttp client. No framework, no checks beyond need."""

import json
from typing import Any

import aiohttp

from bench.webhook.peers import common

JSON = {"Content-Type": "application/json"}


async def main() -> None:
    """Serve."""
    memory = await common.remember()
    base = f"{common.api()}/bot{common.token()}/"
    chosen: dict[int, list[str]] = {}
    encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
    session = aiohttp.ClientSession()

    async def call(method: str, **fields: Any) -> None:
        data = encode(fields).encode()
        async with session.post(base + method, data=data, headers=JSON) as answer:
            json.loads(await answer.read())

    async def said(chat: int) -> dict[str, Any] | None:
        await call("sendMessage", chat_id=chat, text=common.TEXT, reply_markup=common.markup())
        return None

    async def tapped(person: int, tap: dict[str, Any]) -> dict[str, Any]:
        taps = chosen.setdefault(person, [])
        taps.append(tap["data"])
        words, buttons = common.step_text(taps), common.markup(taps)
        place = {"chat_id": person, "message_id": tap["message"]["message_id"]}
        await call("editMessageText", **place, text=words, reply_markup=buttons)
        if len(taps) >= common.STEPS:
            del chosen[person]
        return {"method": "answerCallbackQuery", "callback_query_id": tap["id"]}

    async def handle(update: dict[str, Any]) -> dict[str, Any] | None:
        tap = update.get("callback_query")
        person = (tap or update["message"])["from"]["id"]
        await memory.met(update["update_id"], person)
        answer = await tapped(person, tap) if tap else await said(person)
        await memory.mark(update["update_id"])
        return answer

    await common.serve(handle)


if __name__ == "__main__":
    common.run(main)
