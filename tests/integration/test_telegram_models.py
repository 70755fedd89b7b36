"""aiogram's types are made ready late, and all of them can be."""

import subprocess
import sys

LOOK = """
import bot.commands.serve, workers.__main__
from aiogram import methods, types
from aiogram.methods.base import Response, TelegramMethod
from aiogram.types.base import TelegramObject

def models(module, base):
    found = (getattr(module, name) for name in module.__all__)
    return [m for m in found if isinstance(m, type) and issubclass(m, base)]

objects = models(types, TelegramObject)
everything = objects + models(methods, TelegramMethod)
assert len(everything) > 500
ready = sum(model.__pydantic_complete__ for model in objects)
assert ready < 20, f"{ready} models were built at import"

sent = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hello"}
update = types.Update.model_validate({"update_id": 1, "message": sent})
assert update.message.text == "hello"
assert Response[types.Message | bool].model_validate({"ok": True, "result": sent}).result.text
assert methods.SendMessage(chat_id=1, text="hello").text == "hello"

failed = [m.__name__ for m in everything[::9] if m.model_rebuild() is False]
assert not failed, failed
"""


def test_no_model_is_built_at_import_and_each_can_be_later() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
