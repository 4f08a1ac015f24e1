-- Mapae before HAProxy (2.6 or newer), part 2 of 2: /etc/haproxy/mapae.lua.
-- Asks Mapae's gate about each request, over connections that stay open. A request passes if, and only if, this sets
-- txn.mapae_allowed; an error, a time-out or an answer that is not understood leaves it unset.

local GATE = "@LUA_GATE@"
local PORT = @LUA_PORT@
local HOST = "@GATE_HOST@"
local CLIENT_HEADER = "@CLIENT_HEADER@"
local SECONDS = 2
local MOST_HEADERS, MOST_BYTES = 64, 65536

local IDENTITY = { "x-mapae-token-id", "x-mapae-token-name", "x-mapae-scopes" }
-- What a refusal tells the caller; the rest is between the gate and us.
local FOR_THE_CALLER = { ["www-authenticate"] = true, ["retry-after"] = true, ["ratelimit"] = true,
    ["ratelimit-policy"] = true, ["content-type"] = true, ["cache-control"] = true }

-- Open connections that nobody uses at the moment; each of HAProxy's threads has its own.
local idle = {}

local function connect()
    local socket = core.tcp()
    socket:settimeout(SECONDS)
    local connected
    if PORT then
        connected = socket:connect(GATE, PORT)
    else
        connected = socket:connect(GATE)
    end
    if not connected then
        socket:close()
        return nil
    end
    return socket
end

-- One answer: its status, its headers as pairs, its body, and whether the connection may be used again. Nothing where
-- the connection ended or the answer is not one.
local function read(socket)
    local first = socket:receive("*l")
    local status = first and tonumber(first:match("^HTTP/1%.1 (%d%d%d)"))
    if not status then
        return nil
    end
    local headers, length, stays = {}, nil, true
    while true do
        local line = socket:receive("*l")
        if not line then
            return nil
        end
        line = line:gsub("\r$", "")
        if line == "" then
            break
        end
        local name, value = line:match("^([%w%-]+):%s*(.-)%s*$")
        if not name or #headers >= MOST_HEADERS then
            return nil
        end
        name = name:lower()
        if name == "content-length" then
            length = tonumber(value)
        elseif name == "transfer-encoding" then
            return nil
        elseif name == "connection" and value:lower() == "close" then
            stays = false
        end
        headers[#headers + 1] = { name, value }
    end
    if status == 204 then
        length = 0
    end
    if not length or length > MOST_BYTES then
        return nil
    end
    local body = ""
    if length > 0 then
        body = socket:receive(length)
        if not body or #body ~= length then
            return nil
        end
    end
    return { status = status, headers = headers, body = body, stays = stays }
end

local function ask(question)
    -- A connection that waited too long may have been closed at the other end: then the next one is asked.
    while true do
        local socket = table.remove(idle)
        local waited = socket ~= nil
        socket = socket or connect()
        if not socket then
            return nil
        end
        socket:settimeout(SECONDS)
        local answer = nil
        local began = core.now()
        if socket:send(question) then
            answer = read(socket)
        end
        if answer and answer.stays then
            idle[#idle + 1] = socket
        else
            socket:close()
        end
        if answer or not waited or core.now().sec - began.sec >= SECONDS then
            return answer
        end
    end
end

local function question(txn)
    local lines = {
        "GET /auth/haproxy HTTP/1.1",
        "Host: " .. HOST,
        "X-Original-Method: " .. txn.sf:method(),
        "X-Original-URI: " .. txn.sf:pathq(),
        CLIENT_HEADER .. ": " .. txn.sf:src(),
    }
    -- All of them: a request that carries two tokens is refused, and only the gate can tell.
    local credentials = txn.http:req_get_headers()["authorization"]
    if credentials then
        for at = 0, #credentials do
            lines[#lines + 1] = "Authorization: " .. credentials[at]
        end
    end
    for _, line in ipairs(lines) do
        if line:find("[%c]") then
            return nil
        end
    end
    return table.concat(lines, "\r\n") .. "\r\n\r\n"
end

local function refuse(txn, answer)
    local reply = txn:reply { status = answer.status, body = answer.body }
    for _, header in ipairs(answer.headers) do
        if FOR_THE_CALLER[header[1]] then
            reply:add_header(header[1], header[2])
        end
    end
    txn:done(reply)
end

core.register_action("mapae", { "http-req" }, function(txn)
    local asked = question(txn)
    local answer = asked and ask(asked)
    if not answer then
        return
    end
    if answer.status < 200 or answer.status >= 300 then
        refuse(txn, answer)
        return
    end
    local said = {}
    for _, header in ipairs(answer.headers) do
        said[header[1]] = header[2]
    end
    for _, name in ipairs(IDENTITY) do
        txn.http:req_set_header(name, said[name] or "")
    end
    txn:set_var("txn.mapae_allowed", true)
end)
