-- The load of `make bench`: wrk sends the requests of a file in turn.
--
--   wrk -t 1 … -s bench/requests.lua URL -- FILE repeat|once|mixed
--
-- A line of FILE is METHOD, PATH, TOKEN and BODY, separated by tabs; the body may be empty. `repeat` starts again
-- after the last line. `once` ends there: one-time passwords are single-use. `mixed` sends the first line, and instead of
-- every hundredth one of the others, each once. A file of one line is sent without calling Lua for each request. At the
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
        table.insert(requests, wrk.format())
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
        if mode ~= "repeat" then
            if ran_out == 0 then
                ran_out = now() - began
            end
            wrk.thread:stop()
            return requests[turn]
        end
        turn = 0
    end
    turn = turn + 1
    return requests[turn]
end

function done(summary, latency)
    local ran_out = tonumber(threads[1]:get("ran_out"))
    local errors = summary.errors
    io.write(string.format(
        '{"seconds":%.6f,"answered":%d,"refused":%d,"failed":%d,"p50_ms":%.3f,"p99_ms":%.3f,"ran_out":%s}\n',
        ran_out > 0 and ran_out or summary.duration / 1e6, summary.requests, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, ran_out > 0 and "true" or "false"))
end
