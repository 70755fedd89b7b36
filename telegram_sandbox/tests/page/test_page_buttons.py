"""Buttons of the chat page: taps, spinners, toasts, alerts, sharing, focus."""

from typing import Any

import pytest
from aiogram.types import (
    CopyTextButton,
    DisabledButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from playwright.async_api import Page, expect

from page.conftest import People, Robot

pytestmark = pytest.mark.asyncio(loop_scope="session")


def button(text: str, **fields: Any) -> InlineKeyboardButton:
    """A button that sends its own label, unless told otherwise."""
    kinds = {"url", "disabled", "copy_text", "callback_data"}
    fields |= {} if kinds & set(fields) else {"callback_data": text}
    return InlineKeyboardButton(text=text, **fields)


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


async def test_a_disabled_button_cannot_be_tapped(page: Page, people: People, robot: Robot) -> None:
    chat = await robot.meets("Alice")
    days = keyboard([button("7", disabled=DisabledButton()), button("8")])
    await robot.bot.send_message(chat, "Which day?", reply_markup=days)
    await page.goto(f"{people.url}/?people=Alice")
    full = page.get_by_role("button", name="7", exact=True)
    await expect(full).to_have_attribute("aria-disabled", "true")
    await full.click(force=True)
    await full.press("Enter")
    await expect(page.get_by_role("region", name="Alice").get_by_role("status")).to_be_empty()
    await page.get_by_role("button", name="8", exact=True).click()
    assert (await robot.is_tapped()).data == "8"


async def test_a_tapped_button_is_busy_until_the_bot_answers_with_a_toast(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, "Sure?", reply_markup=keyboard([button("Confirm")]))
    await page.goto(f"{people.url}/?people=Alice")
    confirm = page.get_by_role("button", name="Confirm")
    await confirm.click()
    tap = await robot.is_tapped()
    await expect(confirm).to_have_attribute("aria-busy", "true")
    await robot.bot.answer_callback_query(tap.id, text="Two seats are left.")
    toasts = page.get_by_role("region", name="Alice").get_by_role("status")
    await expect(toasts.filter(has_text="Two seats are left.")).to_be_visible()
    await expect(confirm).not_to_have_attribute("aria-busy", "true")


async def test_a_second_tap_on_a_busy_button_sends_nothing(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    two = keyboard([button("Confirm"), button("Other")])
    await robot.bot.send_message(chat, "Sure?", reply_markup=two)
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="Confirm").dblclick()
    await page.get_by_role("button", name="Other").click()
    assert [(await robot.is_tapped()).data for _ in range(2)] == ["Confirm", "Other"]


async def test_an_alert_waits_for_the_person_and_gives_the_focus_back(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, "Sure?", reply_markup=keyboard([button("Confirm")]))
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="Confirm").click()
    tap = await robot.is_tapped()
    await robot.bot.answer_callback_query(tap.id, text="Taken <b>just now</b>", show_alert=True)
    alert = page.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Taken <b>just now</b>")
    await page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)
    await expect(page.get_by_role("button", name="Confirm")).to_be_focused()


async def test_the_colours_of_buttons_are_those_the_bot_asked_for(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    styles = ("primary", "success", "danger")
    rows = keyboard([button(style, style=style) for style in styles], [button("plain")])
    await robot.bot.send_message(chat, "Colours", reply_markup=rows)
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="plain").wait_for()
    seen = [
        await page.get_by_role("button", name=name).evaluate(
            "key => getComputedStyle(key).backgroundColor"
        )
        for name in (*styles, "plain")
    ]
    assert len(set(seen)) == 4


async def test_a_contact_is_shared_only_after_a_yes(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice", phone="+4930123456")
    ask = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text="Share my number", request_contact=True)]],
        one_time_keyboard=True,
        input_field_placeholder="Or type a number",
    )
    await robot.bot.send_message(chat, "Your number?", reply_markup=ask)
    await page.goto(f"{people.url}/?people=Alice")
    await expect(page.get_by_placeholder("Or type a number")).to_be_visible()
    share = page.get_by_role("button", name="Share my number")
    await share.click()
    await page.get_by_role("button", name="Cancel").click()
    await share.click()
    await expect(page.get_by_role("dialog")).to_contain_text("4930123456")
    await page.get_by_role("button", name="Share contact").click()
    heard = await robot.hears()
    assert heard.contact
    assert heard.contact.phone_number.lstrip("+") == "4930123456"
    assert heard.contact.user_id == chat
    await expect(share).to_be_hidden()
    await page.get_by_role("button", name="Suggested answers").click()
    await expect(share).to_be_visible()


async def test_a_location_is_shared_only_after_a_yes(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    ask = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Where I am", request_location=True)]])
    await robot.bot.send_message(chat, "Where?", reply_markup=ask)
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="Where I am").click()
    await page.get_by_role("spinbutton", name="Latitude").fill("27.7172")
    await page.get_by_role("button", name="Share location").click()
    heard = await robot.hears()
    assert heard.location
    assert heard.location.latitude == pytest.approx(27.7172)


async def test_a_reply_keyboard_types_for_the_person_and_goes_when_told(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    ask = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Me"), KeyboardButton(text="Other")]])
    await robot.bot.send_message(chat, "For whom?", reply_markup=ask)
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="Me", exact=True).click()
    assert (await robot.hears()).text == "Me"
    await robot.bot.send_message(chat, "Noted", reply_markup=ReplyKeyboardRemove())
    await expect(page.get_by_role("button", name="Other", exact=True)).to_have_count(0)
    await expect(page.get_by_role("button", name="Suggested answers")).to_be_hidden()


async def test_a_link_button_shows_its_address_before_it_opens(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    profile = button("Profile", url="tg://user?id=1")
    rows = keyboard([button("Map", url="https://example.com/map?a=1"), profile])
    await robot.bot.send_message(chat, "Where", reply_markup=rows)
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="Map").click()
    dialog = page.get_by_role("dialog", name="Open this link?")
    await expect(dialog).to_contain_text("https://example.com/map?a=1")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await page.get_by_role("button", name="Profile").click()
    await expect(page.get_by_text("The sandbox cannot open tg://user?id=1")).to_be_visible()


async def test_a_copy_button_copies(page: Page, people: People, robot: Robot) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat = await robot.meets("Alice")
    rows = keyboard([button("Copy code", copy_text=CopyTextButton(text="CBC-4821"))])
    await robot.bot.send_message(chat, "Code", reply_markup=rows)
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="Copy code").click()
    await expect(page.get_by_text("Copied.")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == "CBC-4821"


async def test_the_focus_survives_an_edit_of_the_keyboard(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    december = keyboard([button("‹"), button("›", callback_data="1")], [button("24")])
    january = keyboard([button("›", callback_data="2")], [button("25")], [button("Back")])
    sent = await robot.bot.send_message(chat, "December", reply_markup=december)
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="›").click()
    await robot.is_tapped()
    await robot.bot.edit_message_text(
        "January", chat_id=chat, message_id=sent.message_id, reply_markup=january
    )
    await expect(page.get_by_role("button", name="25")).to_be_visible()
    await expect(page.get_by_role("button", name="›")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="25")).to_be_focused()
    await robot.bot.edit_message_text(
        "Booked", chat_id=chat, message_id=sent.message_id, reply_markup=None
    )
    await expect(page.get_by_text("Booked")).to_be_visible()
    await expect(page.get_by_role("article").last).to_be_focused()
