"""Filters for routers of staff: for everybody else their commands and buttons do not exist.

The actions check the role again; a filter alone protects nothing.
"""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from domain.account.actor import Actor


async def is_staff(_event: Message | CallbackQuery, actor: Actor) -> bool:
    """Filter: collectors and above."""
    return actor.is_staff


async def is_desk(_event: Message | CallbackQuery, actor: Actor) -> bool:
    """Filter: the desk and above."""
    return actor.is_desk


async def is_manager(_event: Message | CallbackQuery, actor: Actor) -> bool:
    """Filter: managers and above."""
    return actor.is_manager


async def is_owner(_event: Message | CallbackQuery, actor: Actor) -> bool:
    """Filter: owners."""
    return actor.is_owner


def router_for(allowed: Callable[..., Awaitable[bool]], name: str) -> Router:
    """A router for those whom the filter lets through."""
    router = Router(name=name)
    router.message.filter(allowed)
    router.callback_query.filter(allowed)
    return router
