-- How much one subject has used of one rule, in whole numbers below 2^53, which is what a Lua number holds exactly. Each algorithm is that of the
-- gateway's own cell of the same name (BucketCell, SlidingWindowCell, FixedWindowCell), by this server's clock. A state is one packed string.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local floor, ceil, max, min = math.floor, math.ceil, math.max, math.min
local LOWEST = -2251799813685248
local cells = {}

-- Token bucket and leaky bucket. s: level, tick, cost, capacity, microseconds in a tick, mark, then peaks: mark and level in turn.
-- p: burst, parts of one, parts that a tick brings back, microseconds in a tick.
local function rise(s)
  local n = #s
  while n > 6 and s[n] <= s[1] do
    s[n], s[n - 1] = nil, nil
    n = n - 2
  end
  if n > 6 and s[n - 1] == s[6] then return end
  if n == 38 then
    s[10] = s[8]
    table.remove(s, 7)
    table.remove(s, 7)
    n = n - 2
  end
  s[n + 1], s[n + 2] = s[6], s[1]
end

-- What was taken at that mark would not have been taken: the level would have stood so much higher since.
local function lift(s, stamp, by)
  local n, first = #s, 7
  while first < n and s[first] < stamp do first = first + 2 end
  for i = first, n, 2 do s[i + 1] = s[i + 1] + by end
  while first > 7 and first < n and s[first - 1] <= s[first + 1] do
    table.remove(s, first - 2)
    table.remove(s, first - 2)
    first, n = first - 2, n - 2
  end
end

local function bucket(leaky)
  local cell = {}

  function cell.load(raw, p)
    local capacity = leaky and 0 or p[1] * p[2]
    local tick = floor(now / p[4])
    if not raw then return { capacity, tick, p[2], capacity, p[4], now, now, capacity } end
    local s = cmsgpack.unpack(raw)
    if s[3] ~= p[2] or s[4] ~= capacity or s[5] ~= p[4] then
      -- Another limit is in force: what was used stays used.
      local used = s[4] - s[1]
      local level = max(LOWEST, capacity - (used > 0 and floor(used * p[2] / s[3]) + 1 or 0))
      return { level, tick, p[2], capacity, p[4], s[6] + 1, s[6], capacity }
    end
    local elapsed = tick - s[2]
    if elapsed > 0 then
      local missing = s[4] - s[1]
      s[1] = elapsed >= ceil(missing / p[3]) and s[4] or s[1] + elapsed * p[3]
      s[2] = tick
      rise(s)
    elseif elapsed * p[4] < -1000000 then
      s[2] = tick -- the clock was set back: nothing comes back for that, and nothing waits for the old time to come again
    end
    return s
  end

  local function after(s, p, level)
    if s[1] >= level then return 0 end
    return max(1, (s[2] + ceil((level - s[1]) / p[3])) * p[4] - now)
  end

  local function needed(p, amount) return leaky and 0 or amount * p[2] end

  function cell.free(s, p, amount)
    if amount > p[1] then return -1 end
    return after(s, p, needed(p, amount))
  end

  -- How much of what is wanted is there, given that the amount is.
  function cell.upto(s, p, amount, wanted)
    if leaky then return amount end
    return max(amount, min(wanted, floor(s[1] / p[2])))
  end

  function cell.take(s, p, amount)
    s[1] = max(LOWEST, s[1] - amount * p[2])
    s[6] = s[6] + 1
    return s[6]
  end

  function cell.refund(s, p, amount, stamp)
    -- Had it not been taken, the bucket would have run over where it came that close to its brim.
    local high = s[1]
    for i = 7, #s, 2 do
      if s[i] >= stamp then
        high = max(high, s[i + 1])
        break
      end
    end
    local back = min(s[4] - high, amount * p[2])
    s[1] = s[1] + back
    lift(s, stamp, back)
    rise(s)
  end

  function cell.remaining(s, p)
    if leaky then return s[1] < 0 and 0 or p[1] end
    return floor(s[1] / p[2])
  end

  function cell.reset(s, p) return after(s, p, s[4]) end

  return cell
end

cells[1] = bucket(false)
cells[2] = bucket(true)

-- Sliding window. s: first, last and amount of each entry in turn. p: limit, window, a 64th of it.
local sliding = {}

function sliding.load(raw, p)
  local s = raw and cmsgpack.unpack(raw) or {}
  local n = #s
  if n > 0 and s[n - 1] > now + 1000000 then
    for i = 1, n, 3 do s[i], s[i + 1] = min(s[i], now), min(s[i + 1], now) end
  end
  local old = 1
  while old <= n and now - s[old + 1] >= p[2] do old = old + 3 end
  if old > 1 then
    local left = {}
    for i = old, n do left[i - old + 1] = s[i] end
    s = left
  end
  return s
end

local function used(s)
  local sum = 0
  for i = 3, #s, 3 do sum = sum + s[i] end
  return sum
end

local function down(s, p, sum, target)
  if sum <= target then return 0 end
  for i = 1, #s, 3 do
    sum = sum - s[i + 2]
    if sum <= target then return max(1, s[i + 1] + p[2] - now) end
  end
  return 0
end

function sliding.free(s, p, amount)
  if amount > p[1] then return -1 end
  return down(s, p, used(s), p[1] - amount)
end

function sliding.upto(s, p, amount, wanted) return max(amount, min(wanted, p[1] - used(s))) end

function sliding.take(s, p, amount)
  local n, at = #s, now
  if n > 0 then
    at = max(at, s[n - 1])
    if at == s[n - 1] or (n >= 192 and at - s[n - 2] < p[3]) then
      s[n - 1], s[n] = at, s[n] + amount
      return at
    end
  end
  s[n + 1], s[n + 2], s[n + 3] = at, at, amount
  return at
end

function sliding.refund(s, p, amount, stamp)
  for i = #s - 2, 1, -3 do
    if stamp > s[i + 1] then return end
    if stamp >= s[i] then
      s[i + 2] = s[i + 2] - min(amount, s[i + 2])
      return
    end
  end
end

function sliding.remaining(s, p) return p[1] - used(s) end

function sliding.reset(s, p) return down(s, p, used(s), 0) end

cells[3] = sliding

-- Fixed window. s: start (0 before the first use), used. p: limit, window.
local fixed = {}

function fixed.load(raw, p)
  local s = raw and cmsgpack.unpack(raw) or { 0, 0 }
  if s[1] > now + 1000000 then s[1] = now end
  local elapsed = now - s[1]
  if s[1] > 0 and elapsed >= p[2] then
    local windows = floor(elapsed / p[2])
    s[1] = s[1] + windows * p[2]
    s[2] = windows > s[2] / p[1] and 0 or max(0, s[2] - windows * p[1])
  end
  return s
end

local function windows(s, p, target)
  if s[2] <= target then return 0 end
  return max(1, s[1] + ceil((s[2] - target) / p[1]) * p[2] - now)
end

function fixed.free(s, p, amount)
  if amount > p[1] then return -1 end
  return windows(s, p, p[1] - amount)
end

function fixed.upto(s, p, amount, wanted) return max(amount, min(wanted, p[1] - s[2])) end

function fixed.take(s, p, amount)
  if s[1] == 0 then s[1] = now end
  s[2] = s[2] + amount
  return max(now, s[1])
end

function fixed.refund(s, p, amount, stamp)
  if stamp >= s[1] then s[2] = max(0, s[2] - amount) end
end

function fixed.remaining(s, p) return p[1] - s[2] end

function fixed.reset(s, p) return windows(s, p, 0) end

cells[4] = fixed

local function numbers(at) return { tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]) } end

-- A state lives until nothing is left in it that a new one would not know.
local function save(key, cell, s, p)
  redis.call('SET', key, cmsgpack.pack(s), 'PX', ceil(cell.reset(s, p) / 1000) + 2000)
end
