-- Reports by people without an account, each about another page; with POSTS (a file of addresses), each about the next
-- post of it, by somebody who gives a mail address and gets a receipt there.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
-- Without it every run reports the same pages again.
math.randomseed(os.time())
local count = 0
local posts = {}
if os.getenv("POSTS") then
  for line in io.lines(os.getenv("POSTS")) do posts[#posts + 1] = line end
  count = math.random(#posts)
end

request = function()
  count = count + 1
  local about = "/a-page/" .. count .. "-" .. math.random(1000000000)
  local who = ""
  if #posts > 0 then
    about = posts[count % #posts + 1]
    who = "&email=reader" .. count .. "-" .. math.random(1000000000) .. "%40example.org"
  end
  local body = "about=" .. about .. who .. "&kind=rules&rule=1&goodFaith=yes&details=The+words+on+this+page+attack+a+person+and+not+what+they+said."
  return wrk.format(nil, nil, nil, body)
end
