-- Says that requests still run. KEYS: one of each place they hold. ARGV: how long that is to be believed, in milliseconds, then the request's name for each.
local until_ms = floor(now / 1000) + tonumber(ARGV[1])
for i = 1, #KEYS do
  redis.call('ZADD', KEYS[i], until_ms, ARGV[i + 1])
  redis.call('PEXPIRE', KEYS[i], tonumber(ARGV[1]) + 2000)
end
return #KEYS
