-- Puts right what was taken. KEYS: one of each rule. ARGV for each: its kind, four numbers, what is to be charged besides (below zero: given back),
-- and the stamp of what was taken.
for i = 1, #KEYS do
  local at = i * 7 - 6
  local p, more = numbers(at + 1), tonumber(ARGV[at + 5])
  local cell, raw = cells[tonumber(ARGV[at])], redis.call('GET', KEYS[i])
  -- A state that is gone was full again: there is nothing to give back to.
  if more > 0 or raw then
    local s = cell.load(raw, p)
    if more > 0 then cell.take(s, p, more) else cell.refund(s, p, -more, tonumber(ARGV[at + 6])) end
    save(KEYS[i], cell, s, p)
  end
end
return #KEYS
