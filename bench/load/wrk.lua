-- One fixed request, from files that the rig wrote; the result as one JSON line. Times in µs.
local function read(name)
  local file = assert(io.open(os.getenv(name), "rb"))
  local bytes = file:read("*a")
  file:close()
  return bytes
end

wrk.method = "POST"
wrk.body = read("BENCH_BODY")
for name, value in read("BENCH_HEADERS"):gmatch("([^\r\n:]+): ([^\r\n]+)") do
  wrk.headers[name] = value
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"n":%d,"us":%d,"errors":%d,"refused":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout, e.status,
    latency:percentile(50), latency:percentile(99)))
end
