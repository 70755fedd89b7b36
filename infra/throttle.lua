-- domain/messages/rate.py for many messages in one call; instants in microseconds of Redis' own clock.
-- KEYS[1]: everybody's bucket; KEYS[2..]: chats' buckets, in the order in which ARGV names them.
-- ARGV[1]: now, 0 = by Redis' clock. ARGV[2], ARGV[3]: everybody's interval and tolerance.
-- Then for every message: delay (it may go from now + delay on), patience (how much longer it
-- may wait), how many it counts for, number of its buckets, and for each bucket its key's number, interval, tolerance.
-- Answers for every message: 1 and the delay after which it may go, or 0 and when to ask again.
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local interval, tolerance = tonumber(ARGV[2]), tonumber(ARGV[3])
local levels, changed, answers = {}, {}, {}
for number, value in ipairs(redis.call('MGET', unpack(KEYS))) do
  levels[number] = tonumber(value or '0') or 0
end
local place = 4
while place <= #ARGV do
  local earliest = now + tonumber(ARGV[place])
  local latest = earliest + tonumber(ARGV[place + 1])
  local items = tonumber(ARGV[place + 2])
  local own, count = place + 4, tonumber(ARGV[place + 3])
  local at, ready = math.max(earliest, levels[1] - tolerance), nil
  for bucket = 0, count - 1 do
    local free = levels[tonumber(ARGV[own + 3 * bucket])] - tonumber(ARGV[own + 3 * bucket + 2])
    ready = math.max(ready or free, free)
  end
  ready = ready or at
  if ready > at or at > latest then
    answers[#answers + 1] = 0
    answers[#answers + 1] = math.max(ready, at - (latest - earliest)) - now
  else
    levels[1] = math.max(levels[1], at) + interval * items
    changed[1] = true
    for bucket = 0, count - 1 do
      local number = tonumber(ARGV[own + 3 * bucket])
      local step = tonumber(ARGV[own + 3 * bucket + 1]) * items
      levels[number] = math.max(levels[number], at) + step
      changed[number] = true
    end
    answers[#answers + 1] = 1
    answers[#answers + 1] = at - now
  end
  place = own + 3 * count
end
for number in pairs(changed) do
  -- A bucket that is full again needs no key.
  local rest = math.max(1, math.ceil((levels[number] - now) / 1000))
  redis.call('SET', KEYS[number], string.format('%.0f', levels[number]), 'PX', rest)
end
return answers
