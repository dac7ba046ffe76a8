-- The load of `make bench`: wrk sends the requests of a file in turn.
--
--   wrk -t 1 … -s bench/requests.lua URL -- FILE repeat|once|mixed|flood
--
-- A line of FILE is METHOD, PATH, TOKEN and BODY, separated by tabs; the body may be empty. `repeat` starts again
-- after the last line. `once` ends there: one-time passwords are single-use. `mixed` sends the first line, and instead of
-- every hundredth one of the others, each once. `flood` repeats, counts answers by status, and sends each PUT with the
-- latest version that an answer named in its ETag. A file of one line is sent without calling Lua for each request. At the
-- end it prints one line of JSON.

local ffi = require("ffi")
ffi.cdef [[
    typedef struct { long seconds; long nanoseconds; } bench_time;
    int clock_gettime(int clock, bench_time *time);
]]

local time = ffi.new("bench_time")
local function now()
    ffi.C.clock_gettime(1, time)
    return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

-- threads and the summary have Lua states of their own; they communicate through these variables
local threads = {}
function setup(thread)
    table.insert(threads, thread)
end

local requests, turn, calls, mode, began = {}, 0, 0, nil, nil
-- of a flood; the summary reads them
statuses, version, changes = {}, 0, 0

function response(status, headers)
    local name = tostring(status)
    statuses[name] = (statuses[name] or 0) + 1
    local named = tonumber((headers["etag"] or ""):match("%d+"))
    if named and named > version then
        -- the first one is what was there
        changes = version > 0 and changes + named - version or 0
        version = named
    end
end

function init(arguments)
    mode = arguments[2]
    ran_out = 0
    for line in io.lines(arguments[1]) do
        local method, path, token, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
        wrk.method, wrk.path, wrk.body = method, path, body
        wrk.headers["Authorization"] = "Bearer " .. token
        if wrk.body == "" then
            wrk.body = nil
        else
            wrk.headers["Content-Type"] = "application/json"
        end
        local headers = {}
        for name, value in pairs(wrk.headers) do
            headers[name] = value
        end
        local body = wrk.body
        table.insert(requests, mode == "flood" and method == "PUT" and function()
            headers["If-Match"] = '"' .. version .. '"'
            return wrk.format(method, path, headers, body)
        end or wrk.format())
    end
    if mode ~= "flood" then
        response = nil
    end
    if #requests == 1 and mode == "repeat" then
        -- wrk formats the request once from these settings
        request = nil
    end
end

-- wrk calls this once before the run to inspect the request; that one is not sent
local looked_at = false
function request()
    if not looked_at then
        looked_at = true
        return requests[1]
    end
    if began == nil then
        began = now()
    end
    calls = calls + 1
    if mode == "mixed" and calls % 100 ~= 0 then
        return requests[1]
    end
    if turn == #requests then
        if mode ~= "repeat" and mode ~= "flood" then
            if ran_out == 0 then
                ran_out = now() - began
            end
            wrk.thread:stop()
            return requests[turn]
        end
        turn = 0
    end
    turn = turn + 1
    local next = requests[turn]
    return type(next) == "function" and next() or next
end

function done(summary, latency)
    local ran_out = tonumber(threads[1]:get("ran_out"))
    local errors = summary.errors
    local counted = {}
    for status, count in pairs(threads[1]:get("statuses")) do
        table.insert(counted, string.format('"%s":%d', status, count))
    end
    io.write(string.format(
        '{"seconds":%.6f,"answered":%d,"refused":%d,"failed":%d,"p50_ms":%.3f,"p99_ms":%.3f,"ran_out":%s,'
            .. '"statuses":{%s},"changes":%d}\n',
        ran_out > 0 and ran_out or summary.duration / 1e6, summary.requests, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, ran_out > 0 and "true" or "false",
        table.concat(counted, ","), threads[1]:get("changes")))
end
