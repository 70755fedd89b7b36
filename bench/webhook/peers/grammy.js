// grammY: webhookCallback over node:http, session() in memory; the job is that of common.py.
const http = require("node:http");
const { Bot, InlineKeyboard, session, webhookCallback } = require("grammy");
const { Pool } = require("pg");

const TEXT = "I did not understand that. Here is what I can do:";
const MENU = [
  [["Book a test", "st1:b"]],
  [["My bookings", "st1:l"], ["Schedule a message", "st1:s"]],
  [["My messages", "st1:w"], ["Help", "st1:h"]],
];
const STEPS = 3;
const MET = `SELECT a.id, a.zone, a.locale, a.role, a.reachable,
  EXISTS (SELECT 1 FROM handled_updates AS h WHERE h.id = $1) AS is_duplicate
  FROM (SELECT 1 AS one) AS o LEFT JOIN accounts AS a ON a.id = $2`;
const MARK = "INSERT INTO handled_updates (id) VALUES ($1) ON CONFLICT DO NOTHING";
const env = process.env;
const rows = MENU.map((row) => row.map(([text, data]) => InlineKeyboard.text(text, data)));
const markup = (done) => InlineKeyboard.from(done ? [] : rows);

const url = new URL(env.DATABASE_URL.replace("@/", "@localhost/"));
const host = url.searchParams.get("host") || url.hostname;
const pool = new Pool({ host, user: url.username, database: url.pathname.slice(1), max: 10 });
const bot = new Bot(env.BOT_TOKEN, { client: { apiRoot: env.TELEGRAM_API_URL } });
bot.use(async (ctx, next) => {
  await pool.query({ name: "met", text: MET, values: [ctx.update.update_id, ctx.from.id] });
  await next();
  await pool.query({ name: "mark", text: MARK, values: [ctx.update.update_id] });
});
bot.use(session({ initial: () => ({ taps: [] }) }));
bot.on("message:text", (ctx) => ctx.reply(TEXT, { reply_markup: markup(false) }));
bot.on("callback_query:data", async (ctx) => {
  ctx.session.taps.push(ctx.callbackQuery.data);
  const taps = ctx.session.taps;
  const done = taps.length >= STEPS;
  const words = `Step ${taps.length} of ${STEPS}: ${taps.join(", ")}. What next?`;
  await ctx.editMessageText(words, { reply_markup: markup(done) });
  if (done) ctx.session = { taps: [] };
  await ctx.answerCallbackQuery();
});

const handle = webhookCallback(bot, "http", { secretToken: env.WEBHOOK_SECRET });
const failed = (response) => (error) => {
  console.error(error);
  response.writeHead(500).end();
};
bot.init().then(() => {
  http
    .createServer((request, response) => handle(request, response).catch(failed(response)))
    .listen(Number(env.PORT), "127.0.0.1", () => console.log("ready"));
});
