"""Files go both ways through the chat page: photos and documents, in and out."""

import base64

import aiohttp
import pytest
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from playwright.async_api import FilePayload, Page, expect

from page.conftest import People, Robot

pytestmark = pytest.mark.asyncio(loop_scope="session")

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def test_a_document_of_the_bot_is_downloaded_as_it_was_sent(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    report = BufferedInputFile(b"All values are fine.", "report März.txt")
    await robot.bot.send_document(chat, report, caption="Your report")
    await page.goto(f"{people.url}/?people=Alice")
    await expect(page.get_by_text("Your report")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download report März.txt").click()
    path = await (await download.value).path()
    assert path.read_bytes() == b"All values are fine."


async def test_a_photo_of_the_bot_is_shown_and_opens(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_photo(chat, BufferedInputFile(PNG, "dot.png"), caption="The entrance")
    await page.goto(f"{people.url}/?people=Alice")
    photo = page.get_by_role("article").get_by_role("img", name="Photo")
    await expect(photo).to_have_js_property("complete", value=True)
    assert await photo.evaluate("image => image.naturalWidth") == 1
    await page.get_by_role("button", name="Open photo").click()
    await expect(page.get_by_role("dialog", name="Photo")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Photo")).to_have_count(0)


async def test_a_file_can_answer_a_message_that_has_buttons(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    button = InlineKeyboardButton(text="Done", callback_data="x")
    card = await robot.bot.send_message(
        chat, "Visit of Ann", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
    )
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_text("Visit of Ann").hover()
    await page.get_by_role("button", name="Reply").last.click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").click()
    await (await chooser.value).set_files(
        [FilePayload(name="report.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4")]
    )
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    heard = await robot.hears()
    assert heard.document
    assert heard.reply_to_message
    assert heard.reply_to_message.message_id == card.message_id
    await expect(page.get_by_role("button", name="Do not reply")).to_have_count(0)


async def test_an_attached_photo_reaches_the_bot(page: Page, people: People, robot: Robot) -> None:
    await people.add("Alice")
    await page.goto(f"{people.url}/?people=Alice")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").click()
    file = FilePayload(name="referral.png", mimeType="image/png", buffer=PNG)
    await (await chooser.value).set_files(file)
    await page.get_by_role("textbox", name="Caption").fill("My referral")
    await page.get_by_role("button", name="Send", exact=True).last.click()
    heard = await robot.hears()
    assert heard.photo
    assert heard.caption == "My referral"
    await expect(page.get_by_role("button", name="Open photo")).to_have_count(1)


async def test_an_attached_file_reaches_the_bot_with_its_bytes(
    page: Page, people: People, robot: Robot
) -> None:
    await people.add("Alice")
    await page.goto(f"{people.url}/?people=Alice")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").click()
    file = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"fasting since 20:00")
    await (await chooser.value).set_files(file)
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    heard = await robot.hears()
    assert heard.document
    assert heard.document.file_name == "notes.txt"
    got = await robot.bot.download(heard.document)
    assert got
    assert got.read() == b"fasting since 20:00"


@pytest.mark.parametrize("event", ["paste", "drop"])
async def test_a_file_is_sent_by_paste_and_by_drop(
    page: Page, people: People, robot: Robot, event: str
) -> None:
    await robot.meets("Alice")
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("textbox", name="Message to the bot").evaluate(
        """(input, name) => {
            const data = new DataTransfer();
            data.items.add(new File(["given by hand"], "note.txt", { type: "text/plain" }));
            const options = { bubbles: true, cancelable: true };
            const event = name === "drop"
                ? new DragEvent(name, { ...options, dataTransfer: data })
                : new ClipboardEvent(name, { ...options, clipboardData: data });
            input.dispatchEvent(event);
        }""",
        event,
    )
    dialog = page.get_by_role("dialog", name="Send this file?")
    await expect(dialog).to_contain_text("note.txt")
    await page.keyboard.press("Enter")
    heard = await robot.hears()
    assert heard.document
    assert heard.document.file_name == "note.txt"


@pytest.mark.parametrize("kind", ["voice", "sticker"])
async def test_a_sent_page_never_runs_as_a_page_of_the_sandbox(
    page: Page, people: People, robot: Robot, kind: str
) -> None:
    chat = await robot.meets("Alice")
    form = aiohttp.FormData({"kind": kind})
    hostile = b"<title>calm</title><script>document.title = 'hacked'</script>"
    form.add_field("file", hostile, filename="x.html", content_type="text/html")
    url = f"{people.url}/sandbox/people/{chat}/files"
    async with aiohttp.ClientSession() as http, http.post(url, data=form) as answer:
        sent = await answer.json()
    probe = await page.context.new_page()  # without the watch on its console
    await probe.goto(f"{url}/{sent[kind]['file_id']}")
    assert await probe.title() == "calm"
