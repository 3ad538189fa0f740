-- A token in Redis, the string "1 TEXT", and its lock, a string with its owner. ARGV[1] is the operation:
--
-- 'load' returns the text, or nil if there is none. 'save' stores ARGV[2] for ARGV[3] milliseconds. 'remove' deletes it.
-- 'lock' takes the lock KEYS[1] for the owner ARGV[2] and ARGV[3] milliseconds, and returns 1 if the owner has it now. An owner that
-- asks again, because a response was lost, has it. 'unlock' releases it if ARGV[2] still has it.
local operation, text, lifetime = ARGV[1], ARGV[2], ARGV[3]
local key = KEYS[1]
if operation == 'load' then
  local stored = redis.call('GET', key)
  if stored and string.sub(stored, 1, 2) ~= '1 ' then
    return redis.error_reply('ERR the token in Redis is not of version 1; update this program')
  end
  return stored and string.sub(stored, 3)
elseif operation == 'save' then
  redis.call('SET', key, '1 ' .. text, 'PX', lifetime)
elseif operation == 'remove' then
  redis.call('DEL', key)
elseif operation == 'lock' then
  return redis.call('SET', key, text, 'NX', 'PX', lifetime) and 1 or redis.call('GET', key) == text and 1 or 0
elseif operation == 'unlock' and redis.call('GET', key) == text then
  redis.call('DEL', key)
end
return 0
