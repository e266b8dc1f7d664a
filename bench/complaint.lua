-- Reports of pages by people without an account, each about another one.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
-- Without it every run reports the same pages again.
math.randomseed(os.time())
local count = 0

request = function()
  count = count + 1
  local about = "/a-page/" .. count .. "-" .. math.random(1000000000)
  local body = "about=" .. about .. "&kind=rules&rule=1&goodFaith=yes&details=The+words+on+this+page+attack+a+person+and+not+what+they+said."
  return wrk.format(nil, nil, nil, body)
end
