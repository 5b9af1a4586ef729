-- Counts one request against a cap over a sliding window, unless it would exceed the cap; or only
-- looks whether it would.
--
-- KEYS[1]  a hash: slice number -> requests counted in that slice of time
-- ARGV     cap, window in ms, slices per window, now in ms (empty: this server's clock), 1 to count
--          or 0 to look
-- returns  {admitted 0 or 1, remaining, ms until some of what is counted leaves the window}
--
-- Any window overlaps at most slices + 1 slices, and those are what is summed: so no window of any
-- start holds more than the cap. The price is that a request is remembered for up to one slice
-- longer than the window.

local cap, window, slices = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local now = tonumber(ARGV[4])
if not now then
  local clock = redis.call('TIME')
  now = clock[1] * 1000 + math.floor(clock[2] / 1000)
end

local width = window / slices
local slice = math.floor(now / width)
local counted, oldest = 0, nil
local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  local at = tonumber(stored[i])
  if at < slice - slices then
    redis.call('HDEL', KEYS[1], stored[i])
  else
    -- A slice ahead of us (the clock was set back) still counts: never admit more for it.
    counted = counted + tonumber(stored[i + 1])
    if not oldest or at < oldest then oldest = at end
  end
end

local admitted = counted < cap and 1 or 0
if admitted == 1 and ARGV[5] == '1' then
  counted = counted + 1
  redis.call('HINCRBY', KEYS[1], string.format('%d', slice), 1)
  redis.call('PEXPIRE', KEYS[1], math.ceil(window + 2 * width))
  if not oldest or slice < oldest then oldest = slice end
end
return {admitted, cap - counted, math.ceil(((oldest or slice) + slices + 1) * width - now)}
