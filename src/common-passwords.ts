/** Those of ten and more characters that lists of stolen passwords hold most often; shorter ones are refused anyway. */
const common = new Set(
  `1234567890 0123456789 0987654321 9876543210 12345678910 123456789012 1234512345 123123123123 1231231234
  1112223334 111222333444 112233445566 11223344556677 147258369 1472583690 159753159753 987654321012
  password12 password123 password1234 password12345 password123456 passwordpassword password1! passw0rd12
  passw0rd123 p@ssw0rd12 p@ssw0rd123 p@ssword123 mypassword mypassword1 mypassword123 newpassword newpassword1
  oldpassword thepassword nopassword secretpassword changeme123 changemenow changepassword defaultpassword
  qwertyuiop qwertyuiop1 qwertyuiop123 qwerty12345 qwerty123456 qwerty1234 qwertyqwerty qwertyasdf qwertyuiopasdf
  asdfghjkl1 asdfghjkl123 asdfghjkl; asdfasdfasdf zxcvbnm123 zxcvbnmzxcvbnm 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc
  1qazxsw23edc qazwsxedc1 qazwsxedcrfv q1w2e3r4t5 q1w2e3r4t5y6 azertyuiop qwertzuiop poiuytrewq 0okm9ijn8uhb
  abcdefghij abcdefghijk abcdefghijkl abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcde12345 abcd123456 abc1234567
  abc123abc123 abcabcabc1 a1b2c3d4e5 a1234567890 a123456789 aa123456789 1234567890a 1234567890q 123456789a
  123456789q 123456789z iloveyou12 iloveyou123 iloveyou1234 iloveyouforever iloveyousomuch ilovemyself
  iloveyoubaby iloveyou2much ihateyou123 welcome123 welcome1234 welcome12345 welcomehome letmein123 letmein1234
  letmeinnow adminadmin admin12345 admin123456 admin123admin administrator administrator1 rootroot12 testtest12
  testtest123 test123456 test1234567 testing123 testing1234 tester1234 guest12345 user123456 username123
  monkey1234 monkey12345 dragon1234 dragon12345 sunshine12 sunshine123 sunshine1234 princess12 princess123
  princess1234 football12 football123 football1234 baseball12 baseball123 basketball basketball1 basketball12
  superman12 superman123 superman1234 batman1234 batman12345 spiderman1 spiderman12 spiderman123 starwars12
  starwars123 startrek123 pokemon123 pokemon1234 minecraft1 minecraft12 minecraft123 fortnite123 liverpool1
  liverpool12 liverpool123 manchester manchester1 manchesterunited chelsea123 chelsea1234 arsenal123 arsenal1234
  tottenham1 tottenham123 evertonfc1 newcastle1 newcastle123 england123 england1966 scotland12 scotland123
  christmas1 christmas123 butterfly1 butterfly12 butterfly123 chocolate1 chocolate12 chocolate123 strawberry
  strawberry1 cheesecake cookie1234 computer12 computer123 internet12 internet123 facebook12 facebook123
  instagram1 whatsapp12 google1234 youtube123 samsung123 samsung1234 microsoft1 windows123 michael123 michael1234
  michelle12 michelle123 jennifer12 jennifer123 jessica123 jessica1234 charlie123 charlie1234 elizabeth1
  elizabeth2 alexander1 alexander12 christopher christopher1 victoria12 victoria123 jonathan12 trustno123
  trustno1trustno1 whatever12 whatever123 freedom123 forever123 blink182blink182 mustang123 corvette12 ferrari123
  mercedes12 hello12345 hello123456 hellohello hellohello1 helloworld helloworld1 hellokitty hellokitty1
  goodmorning godisgood1 godislove1 jesuschrist jesuschrist1 jesus12345 blessed123 family1234 babygirl12
  babygirl123 lovelovelove loveyou123 loveme1234 mylove1234 summer2024 summer2025 summer2026 winter2024
  winter2025 winter2026 spring2025 spring2026 autumn2025 autumn2026 january2026 december2025 november2026
  correcthorsebatterystaple ncc1701ncc1701 thisismypassword opensesame1 supersecret secret1234 secret12345
  access1234 master1234 master12345 shadow1234 killer1234 hunter2hunter2 parleyparley parley1234`.split(
    /\s+/,
  ),
)

/** "aaaaaaaaaa", "ababababab": a pattern of up to three characters over and over. */
const repeated = /^(.{1,3})\1+$/u

export function isCommonPassword(password: string): boolean {
  const folded = password.toLowerCase()
  return common.has(folded) || common.has(folded.replace(/[!.?]+$/, '')) || repeated.test(folded)
}
