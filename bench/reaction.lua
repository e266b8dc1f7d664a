-- One member who changes their mind, again and again.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
local kinds = { "agree", "disagree", "thanks" }
local count = 0

request = function()
  count = count + 1
  return wrk.format(nil, nil, nil, "kind=" .. kinds[count % 3 + 1])
end
