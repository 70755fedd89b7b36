"""Filters for routers of staff: for everybody else their commands and buttons do not exist.

The actions check the role again; a filter alone protects nothing.
"""

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


def desk_router(name: str) -> Router:
    """A router for the desk and above."""
    router = Router(name=name)
    router.message.filter(is_desk)
    router.callback_query.filter(is_desk)
    return router


def staff_router(name: str) -> Router:
    """The same for all staff, collectors included."""
    router = Router(name=name)
    router.message.filter(is_staff)
    router.callback_query.filter(is_staff)
    return router


def manager_router(name: str) -> Router:
    """The same for managers and above."""
    router = Router(name=name)
    router.message.filter(is_manager)
    router.callback_query.filter(is_manager)
    return router


def owner_router(name: str) -> Router:
    """The same for owners."""
    router = Router(name=name)
    router.message.filter(is_owner)
    router.callback_query.filter(is_owner)
    return router
