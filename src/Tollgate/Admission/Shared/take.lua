-- Takes all that a request needs, or nothing. KEYS: one of each rule. ARGV: the request's name, then for each rule its kind, four numbers, the
-- amount, and how much is welcome. Answer: 1 or 0, then for each rule: microseconds until there is room (0: there is; -1: no clock says),
-- remaining, milliseconds until nothing is used, a stamp, how much was taken.
local state, params, out, room = {}, {}, { 1 }, true
for i = 1, #KEYS do
  local at = i * 7 - 5
  local kind, p = tonumber(ARGV[at]), numbers(at + 1)
  local free
  if kind == 5 then
    redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', floor(now / 1000))
    local held = redis.call('ZCARD', KEYS[i])
    state[i] = held
    free = held < p[1] and 0 or -1
  else
    state[i] = cells[kind].load(redis.call('GET', KEYS[i]), p)
    free = cells[kind].free(state[i], p, tonumber(ARGV[at + 5]))
  end
  params[i] = p
  room = room and free == 0
  out[i * 5 - 3] = free
end

if not room then out[1] = 0 end
for i = 1, #KEYS do
  local at, p, s = i * 7 - 5, params[i], state[i]
  local kind, stamp, taken = tonumber(ARGV[at]), 0, 0
  local to = i * 5 - 2
  if kind == 5 then
    if room then
      redis.call('ZADD', KEYS[i], floor(now / 1000) + p[2], ARGV[1])
      redis.call('PEXPIRE', KEYS[i], p[2] + 2000)
      s, taken = s + 1, 1
    end
    out[to], out[to + 1] = p[1] - s, 0
  else
    local cell = cells[kind]
    if room then
      taken = cell.upto(s, p, tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6]))
      stamp = cell.take(s, p, taken)
      save(KEYS[i], cell, s, p)
    end
    out[to], out[to + 1] = max(0, cell.remaining(s, p)), ceil(cell.reset(s, p) / 1000)
  end
  out[to + 2], out[to + 3] = stamp, taken
end
return out
