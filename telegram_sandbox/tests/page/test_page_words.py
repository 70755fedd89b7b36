"""What is written is shown as it is meant, and never becomes part of the page."""

import re

import pytest
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from playwright.async_api import BrowserContext, Page, expect

from page.conftest import People, Robot

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\'"</div>'
TEXT = """<b>bold</b> <i>italic</i> <u>under</u> <s>struck</s> <code>code</code>
<pre><code class="language-sql">SELECT 1</code></pre>
<blockquote>quoted</blockquote>
<a href="https://example.com/a">a link</a> <tg-spoiler>the secret</tg-spoiler>"""


async def test_markup_in_names_texts_buttons_and_files_stays_text(
    page: Page, people: People, robot: Robot
) -> None:
    name = "<img src=x onerror=hacked=1>"
    chat = await robot.meets(name, last_name="<b>Last</b>")
    label = InlineKeyboardButton(text=HOSTILE[:60], callback_data="x", style="danger")
    await robot.bot.send_message(
        chat, HOSTILE, reply_markup=InlineKeyboardMarkup(inline_keyboard=[[label]])
    )
    await robot.bot.send_document(chat, BufferedInputFile(b"x", "<img src=x>.txt"), caption=HOSTILE)
    await people.post(f"/people/{chat}/messages", {"text": HOSTILE})
    await page.goto(f"{people.url}/?people={chat}")
    await expect(page.get_by_text(HOSTILE, exact=True)).to_have_count(3)
    await expect(page.get_by_role("region", name=f"{name} <b>Last</b>")).to_be_visible()
    await expect(page.get_by_role("button", name=HOSTILE[:60], exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name=re.compile("img src=x"))).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Menu of")).click()
    await page.get_by_role("menuitem", name="About this person").click()
    await expect(page.get_by_role("dialog")).to_contain_text("<b>Last</b>")
    assert await page.locator("img[src='x'], script:not([src])").count() == 0
    assert await page.evaluate("window.hacked") is None


async def test_the_page_forbids_itself_to_run_foreign_scripts(
    context: BrowserContext, people: People
) -> None:
    page = await context.new_page()  # without the watch on its console, for it will complain
    await page.goto(people.url)
    policy = await page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    refused = await page.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return null } catch (e) {"
        " return e.name } }"
    )
    assert refused == "TypeError"


async def test_every_kind_of_formatting_is_drawn(page: Page, people: People, robot: Robot) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, TEXT, parse_mode="HTML")
    await page.goto(f"{people.url}/?people=Alice")
    article = page.get_by_role("article").last
    wanted = {
        "strong": "bold",
        "em": "italic",
        "u": "under",
        "s": "struck",
        "pre code": "SELECT 1",
        "blockquote": "quoted",
        "a[href='https://example.com/a'][rel~=noopener]": "a link",
    }
    for selector, text in wanted.items():
        await expect(article.locator(selector)).to_have_text(text)
    await expect(article.get_by_text("sql")).to_be_visible()


async def test_a_spoiler_opens_on_click_and_by_keyboard(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    for words in ("first", "second"):
        await robot.bot.send_message(chat, f"<tg-spoiler>{words}</tg-spoiler>", parse_mode="HTML")
    await page.goto(f"{people.url}/?people=Alice")
    first, second = page.get_by_text("first"), page.get_by_text("second")
    covers = page.get_by_role("button", name="Hidden text")
    await expect(covers).to_have_count(2)
    await expect(first).to_be_hidden()
    await covers.first.click()
    await expect(first).to_be_visible()
    await expect(second).to_be_hidden()
    await covers.first.press("Enter")
    await expect(second).to_be_visible()


async def test_a_moment_is_shown_in_the_viewers_zone(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    # 2030-01-01 18:30 UTC is a quarter past midnight of the next day in Kathmandu.
    moment = '<tg-time unix="1893522600" format="wDt">then</tg-time>'
    await robot.bot.send_message(chat, f"Come on {moment}", parse_mode="HTML")
    await page.goto(f"{people.url}/?people=Alice")
    shown = page.locator("article time.moment")
    await expect(shown).to_contain_text("Wednesday")
    await expect(shown).to_contain_text("2 January 2030")
    await expect(shown).to_contain_text("0:15")
    await expect(shown).to_have_attribute("datetime", "2030-01-01T18:30:00.000Z")


async def test_an_expandable_quote_is_folded_until_asked(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    quote = "\n".join(f"line {number}" for number in range(12))
    text = f"<blockquote expandable>{quote}</blockquote>"
    await robot.bot.send_message(chat, text, parse_mode="HTML")
    await page.goto(f"{people.url}/?people=Alice")
    more = page.get_by_role("button", name="Show more")
    await expect(more).to_have_attribute("aria-expanded", "false")
    box = page.locator("blockquote")
    folded = await box.bounding_box()
    await more.click()
    opened = await box.bounding_box()
    assert folded
    assert opened
    assert opened["height"] > 2 * folded["height"]


async def test_a_script_address_is_no_link(page: Page, people: People, robot: Robot) -> None:
    entity = {"type": "text_link", "offset": 0, "length": 5, "url": "javascript:window.hacked=1"}
    await page.goto(f"{people.url}/?people=Alice")
    links = await page.evaluate(
        """async (entity) => {
            const { formatted } = await import("/static/messages/entities.js");
            const box = document.createElement("div");
            box.append(...formatted("press", [entity], { open() {}, say() {} }));
            return [box.textContent, box.querySelectorAll("a").length];
        }""",
        entity,
    )
    assert links == ["press", 0]


async def test_entities_count_in_utf16_units_and_may_nest(page: Page, people: People) -> None:
    await page.goto(people.url)
    drawn = await page.evaluate(
        """async () => {
            const { formatted } = await import("/static/messages/entities.js");
            const box = document.createElement("div");
            const entities = [
                { type: "italic", offset: 5, length: 2 },
                { type: "bold", offset: 3, length: 7 },
                { type: "underline", offset: 400, length: 2 },
                { type: "code", offset: 11, length: 90 },
            ];
            box.append(...formatted("🙂 bo🎉ld! end", entities, {}));
            const drawn = [...box.querySelectorAll("strong, em, u, code")];
            return drawn.map((node) => [node.localName, node.textContent]);
        }"""
    )
    assert drawn == [["strong", "bo🎉ld!"], ["em", "🎉"], ["code", "end"]]


async def test_right_to_left_text_runs_right_to_left(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, "שלום עולם")
    await page.goto(f"{people.url}/?people=Alice")
    direction = await page.get_by_text("שלום עולם").evaluate("e => getComputedStyle(e).direction")
    assert direction == "rtl"
