-- The ledger in Redis: one string for each key, "1 MILLISECONDS VALUE" with the time of the write by Redis' clock.
--
-- Without arguments, returns {value, age in ms}, or nil if there is none. With ARGV = {expected, new, lifetime in ms}, stores
-- the new value if the current one is the expected one ('' for none). Returns {'stored'}, {'conflict'} if there is no value,
-- or {'conflict', value, age in ms}.
local stored = redis.call('GET', KEYS[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local value, age = '', 0
if stored then
  local version, at, text = string.match(stored, '^(%S+) (%S+) (.*)$')
  if version ~= '1' then
    return redis.error_reply('ERR the value in Redis is not of version 1; update this program')
  end
  -- A clock that was set back, after a failover to another machine, makes a value young again.
  value, age = text, math.max(now - tonumber(at), 0)
end
if #ARGV == 0 then
  return stored and { value, age }
end
if value ~= ARGV[1] then
  return stored and { 'conflict', value, age } or { 'conflict' }
end
redis.call('SET', KEYS[1], string.format('1 %.0f %s', now, ARGV[2]), 'PX', ARGV[3])
return { 'stored' }
