-- For wrk: plays the requests of a file (see bench/payers.py), each once, and checks each answer.
--
--     wrk -t1 -c64 -d20s -s bench/wrk.lua http://127.0.0.1:8000 -- FILE
--
-- Prints what it measured as one line of JSON, after what wrk itself prints.

local clock = os.clock

function setup(thread)
    player = thread  -- one thread plays: two would play every request twice
end

function init(args)
    signed = assert(io.open(args[1], "rb"))
    answers, wrong = 0, ""
end

function request()
    local line = signed:read("*l")
    if not line then
        wrong = wrong ~= "" and wrong or "too few requests were signed ahead"
        wrk.thread:stop()
        return wrk.format("GET", "/healthz")
    end
    return signed:read(tonumber(line:match("^%d+")))
end

-- wrk does not say which request an answer is to; its note begins with the amount that was asked.
function response(status, headers, body)
    answers = answers + 1
    local asked = body:match('"note":"(%d+) for ')
    local paid = asked and body:find('"amount":' .. asked .. ",", 1, true)
                 and body:find('"state":"succeeded"', 1, true)
    if (status ~= 201 or not paid) and wrong == "" then
        wrong = "not the answer to a payment: " .. status .. " " .. body:sub(1, 500)
        wrk.thread:stop()
    end
end

function done(summary, latency, requests)
    local wrong, answers = player:get("wrong"), player:get("answers")
    local errors = summary.errors
    if wrong == "" and errors.connect + errors.read + errors.write + errors.timeout > 0 then
        wrong = "a connection failed"
    end
    if wrong ~= "" then
        io.stderr:write(wrong, "\n")
        os.exit(1)
    end
    local seconds = summary.duration / 1e6
    io.write(string.format(
        '{"rate": %.1f, "p50_ms": %.3f, "p99_ms": %.3f, "busy": %.4f, "request_us": %.1f}\n',
        answers / seconds, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        clock() / seconds, clock() * 1e6 / answers))
end
