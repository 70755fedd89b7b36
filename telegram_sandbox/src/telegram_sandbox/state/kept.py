"""What outlives the sandbox when it is told to keep it: people, groups, chats and files."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import web

from telegram_sandbox.params import Upload
from telegram_sandbox.state.chats import Chat
from telegram_sandbox.state.files import File
from telegram_sandbox.state.groups import Group, Member
from telegram_sandbox.state.people import Person
from telegram_sandbox.state.world import World

EVERY = 2.0  # seconds between two looks whether something has happened
NEWEST = 2_000  # messages of a chat


class Kept:
    """A folder with chats.json, replaced as a whole, and each file under its id."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world, self._folder = world, folder
        self._written = 0

    def read(self) -> None:
        """Fill the world with what was kept; nothing where there is nothing.

        Raises:
            ValueError: what stands there is no sandbox's.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._folder / "files").mkdir(exist_ok=True)
        source = self._folder / "chats.json"
        if not source.exists():
            return
        try:
            self._fill(json.loads(source.read_text()))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{source} cannot be read; remove it to start anew") from error

    def write(self) -> None:
        """Keep what there is now; chats.json is whole whenever the process ends."""
        number = self._world.events.last
        known = {path.name for path in (self._folder / "files").iterdir()}
        for file in self._world.files.by_id.values():
            if file.id not in known:
                (self._folder / "files" / file.id).write_bytes(file.upload.data)
        new = self._folder / "chats.json.new"
        new.touch(mode=0o600)
        new.write_text(json.dumps(self._told(), ensure_ascii=False))
        new.replace(self._folder / "chats.json")
        for name in known - self._world.files.by_id.keys():
            (self._folder / "files" / name).unlink(missing_ok=True)
        self._written = number

    async def live(self, app: web.Application) -> AsyncIterator[None]:
        """Write after each change while the application runs, and at its end."""
        del app
        writing = asyncio.create_task(self._follow())
        yield
        writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing
        self.write()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            if self._world.events.last != self._written:
                self.write()

    def _told(self) -> dict[str, Any]:
        world = self._world
        return {
            "last": world.events.last,
            "people": [asdict(person) for person in world.people.by_id.values()],
            "groups": [asdict(group) for group in world.groups.by_id.values()],
            "chats": [_shown(chat) for chat in world.chats.by_id.values()],
            "files": [
                {
                    "id": file.id,
                    "unique_id": file.unique_id,
                    "kind": file.kind,
                    "path": file.path,
                    "name": file.upload.name,
                    "mime": file.upload.mime,
                }
                for file in world.files.by_id.values()
            ],
        }

    def _fill(self, told: dict[str, Any]) -> None:
        world = self._world
        for one in told["people"]:
            world.people.by_id[one["id"]] = Person(**one)
        for one in told["groups"]:
            members = {int(who): Member(**place) for who, place in one.pop("members").items()}
            world.groups.restore(Group(**one, members=members))
        for one in told["chats"]:
            messages = {message["message_id"]: message for message in one.pop("messages")}
            chat = Chat(**one, messages=messages)
            world.chats.by_id[chat.id] = chat
        for one in told["files"]:
            data = self._folder / "files" / one["id"]
            if data.exists():
                upload = Upload(name=one.pop("name"), mime=one.pop("mime"), data=data.read_bytes())
                file = File(**one, upload=upload)
                world.files.by_id[file.id] = world.files.by_path[file.path] = file
        world.events.last = self._written = told["last"]  # open pages ask for what came later


def _shown(chat: Chat) -> dict[str, Any]:
    newest = list(chat.messages.values())[-NEWEST:]
    keyboard = chat.reply_keyboard
    return {
        "peer": chat.peer,
        "started": chat.started,
        "reply_keyboard": keyboard,
        "messages": newest,
    }
