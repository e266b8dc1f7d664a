-- A form with ordinary words, sent again and again; wrk calls this once per thread.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
local count = 0

request = function()
  count = count + 1
  local body = "body=I+tried+it+on+day+" .. count .. "+and+the+**difference**+surprised+me.%0A%0AThe+path+by+the+river+is+open+again,+so+the+long+way+round+is+not+needed+any+more.%0A%0AMy+neighbour+says+[the+timetable](https://example.org/" .. count .. ")+is+wrong+on+Sundays.+Please+bring+a+jar,+there+will+be+plum+jam+for+everybody+who+helps.%0A%0A>+It+is+never+too+late+to+plant+a+tree."
  return wrk.format(nil, nil, nil, body)
end
