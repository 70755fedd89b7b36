"""Updates as Telegram writes them; every one has a number of its own."""

import itertools
import json
import time

from bench.webhook.screens import Screen

BOT = '{"id":1000000001,"is_bot":true,"first_name":"Bench","username":"bench_bot"}'
_updates = itertools.count(100_000_000)
_taps = itertools.count(4_000_000_000_000_000_000)


def _person(number: int) -> str:
    return (
        f'{{"id":{number},"is_bot":false,"first_name":"Ada","last_name":"Byron",'
        f'"username":"ada{number}","language_code":"en"}}'
    )


def _chat(number: int) -> str:
    return (
        f'{{"id":{number},"first_name":"Ada","last_name":"Byron","username":"ada{number}",'
        '"type":"private"}'
    )


def text(person: int, words: str) -> bytes:
    """A person typed something, perhaps a command."""
    entities = ""
    if words.startswith("/"):
        length = len(words.split(" ", 1)[0])
        entities = f',"entities":[{{"offset":0,"length":{length},"type":"bot_command"}}]'
    number = next(_updates)
    return (
        f'{{"update_id":{number},\n"message":{{"message_id":{number},'
        f'"from":{_person(person)},"chat":{_chat(person)},"date":{int(time.time())},'
        f'"text":{json.dumps(words)}{entities}}}}}'
    ).encode()


def tap(person: int, screen: Screen, data: str) -> bytes:
    """A person tapped a button; the whole message with its keyboard comes along."""
    return (
        f'{{"update_id":{next(_updates)},\n"callback_query":{{"id":"{next(_taps)}",'
        f'"from":{_person(person)},"message":{{"message_id":{screen.id},'
        f'"from":{BOT},"chat":{_chat(person)},"date":{int(time.time())},'
        f'"text":{json.dumps(screen.text)},"reply_markup":{screen.keyboard}}},'
        f'"chat_instance":"-{person}000","data":{json.dumps(data)}}}}}'
    ).encode()
