-- What gateways spend of budgets together. One hash for each subject's period: what all have taken (t), what of it is spent (s), when the hash was made
-- (g), when it was last looked through (l), and for each gateway its own part. A gateway tells its part in full each time, so that nothing is counted
-- twice, an answer that was lost does no harm, and what was lost here comes back.
-- KEYS: one of each. ARGV: the gateway, its run, 1 to ask or 0 to tell; then for each: number of the telling, spent, taken, the most that may be taken
-- (-1: anything), the g that the gateway knows, others' spending as it knows that, how long the hash is of use in milliseconds.
-- Answer: 0, or which one has no room; then for each: g, and what others have taken and spent.
local clock, floor, max = redis.call('TIME'), math.floor, math.max
local made = clock[1] * 1000000 + clock[2]
local now = floor(made / 1000)
local field, run, asks = 'n' .. ARGV[1], ARGV[2], ARGV[3] == '1'

-- What requests of a gateway that is gone may still cost is free again after this time; a part that was lost is back within it. Milliseconds.
local SILENCE = 300000

local function whole(number) return string.format('%.0f', number) end

-- Gateways that have been silent for long have no requests under way. Returns how much is free by that.
local function lapse(key, state)
  if now - state.looked < 10000 then return 0 end
  local fields, free = redis.call('HGETALL', key), 0
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 1) == 'n' and fields[i] ~= field then
      local part = cmsgpack.unpack(fields[i + 1])
      if now - part[5] > SILENCE and part[4] > part[3] then
        free = free + part[4] - part[3]
        part[4] = part[3]
        redis.call('HSET', key, fields[i], cmsgpack.pack(part))
      end
    end
  end
  redis.call('HSET', key, 'l', whole(now))
  if free > 0 then redis.call('HSET', key, 't', whole(state.others + state.part[4] - free)) end
  return free
end

local states, out = {}, { 0 }
for i = 1, #KEYS do
  local at = i * 7 - 3
  local number, spent, taken, most = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local raw = redis.call('HMGET', KEYS[i], 'g', 't', 's', 'l', field)
  local part = raw[5] and cmsgpack.unpack(raw[5]) or { run, -1, 0, 0, now }
  local state = { g = tonumber(raw[1] or made), part = part, looked = tonumber(raw[4] or 0) }
  state.others, state.spent = tonumber(raw[2] or 0) - part[4], tonumber(raw[3] or 0) - part[3]

  -- Tellings of one run may overtake each other; the later one has in it what the earlier one says.
  state.isNew = part[1] ~= run or number > part[2]
  state.next = state.isNew and { run, number, spent, taken, now } or part

  -- The memory was lost since: until all have told their parts again, others have spent no less than they had.
  local known = tonumber(ARGV[at + 4])
  local lost = (known > 0 and known ~= state.g and now - floor(state.g / 1000) < SILENCE) and max(0, tonumber(ARGV[at + 5]) - state.spent) or 0
  if asks and most >= 0 and state.others + lost + state.next[4] > most then
    state.others = state.others - lapse(KEYS[i], state)
    if out[1] == 0 and state.others + lost + state.next[4] > most then out[1] = i end
  end
  states[i] = state
  out[i * 3 - 1], out[i * 3], out[i * 3 + 1] = lost > 0 and known or state.g, state.others + lost, state.spent + lost
end

if out[1] == 0 then
  for i = 1, #KEYS do
    local state = states[i]
    if state.isNew then
      redis.call('HSET', KEYS[i], 'g', whole(state.g), 't', whole(state.others + state.next[4]), 's', whole(state.spent + state.next[3]), field, cmsgpack.pack(state.next))
      redis.call('PEXPIRE', KEYS[i], ARGV[i * 7 + 3])
    end
  end
end
return out
