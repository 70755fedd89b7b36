"""What managers and owners set and say: settings, broadcasts, team, keys, webhooks."""

from aiohttp import web

from web.pages.guest import deed, page
from web.pages.staff import broadcasts, export, keys, settings, team, webhooks

ID = r"{id:\d{1,18}}"


def routes() -> list[web.RouteDef]:
    """All of it."""
    return [*_settings(), *_broadcasts(), *_team(), *_webhooks()]


def _settings() -> list[web.RouteDef]:
    one = settings.PATH + r"/{name:[a-z_]{1,40}}"
    return [
        web.get(settings.PATH, page(settings.page)),
        web.post(one, deed(settings.changed, settings.change_refused)),
        web.post(export.PATH, deed(export.exported)),
    ]


def _broadcasts() -> list[web.RouteDef]:
    path = broadcasts.PATH
    return [
        web.get(path, page(broadcasts.page)),
        web.post(f"{path}/preview", deed(broadcasts.previewed, broadcasts.refused)),
        web.post(f"{path}/try", deed(broadcasts.tried, broadcasts.refused)),
        web.post(path, deed(broadcasts.started, broadcasts.refused)),
        web.post(f"{path}/{ID}/stop", deed(broadcasts.stopped)),
    ]


def _team() -> list[web.RouteDef]:
    return [
        web.get(team.PATH, page(team.page)),
        web.post(
            f"{team.PATH}/{ID}/role", deed(team.role_changed, team.change_refused, tells_gone=True)
        ),
        web.post(f"{team.PATH}/invites", deed(team.invited, team.invite_refused)),
        web.post(
            f"{team.PATH}/invites/{ID}/withdraw",
            deed(team.withdrawn, team.change_refused, tells_gone=True),
        ),
        web.post(keys.PATH, deed(keys.made, keys.make_refused)),
        web.post(f"{keys.PATH}/{ID}/end", deed(keys.ended)),
    ]


def _webhooks() -> list[web.RouteDef]:
    one = f"{webhooks.PATH}/{ID}"
    return [
        web.get(webhooks.PATH, page(webhooks.page)),
        web.post(webhooks.PATH, deed(webhooks.made, webhooks.make_refused)),
        web.post(f"{one}/test", deed(webhooks.tested, webhooks.refused, tells_gone=True)),
        web.post(f"{one}/secret", deed(webhooks.renewed, webhooks.refused, tells_gone=True)),
        web.post(f"{one}/end", deed(webhooks.ended, webhooks.refused, tells_gone=True)),
    ]
