"""Feedback without personal data, full of what looks like it: (part that rules may be written on, part that only
measures).

Slots: `#` is any digit, `*` one of 1 to 9, `{hex}` eight and `{hex40}` forty hexadecimal digits, `{year}` a year,
`{day}` and `{month}` numbers of two digits.
"""

DEVELOPMENT = """
Great app, **/10 would recommend
Since version *.#.# it crashes on my Galaxy S2* Ultra
Update *.*#.*.# from {year}-{month}-{day} broke the sync
It costs $*.99 now, was $*.49 in {year}
I paid € 1.2##,## for this and waited *# days
Price went from 1,### to *,*## rupees
Downloaded 10,000,000 times and still no dark mode
on {day}.{month}.{year} at *#:*# it stopped working
1. open the map 2. tap the pin 3. it freezes
Steps: 1) log in 2) tap settings 3) crash
battery drops from **% to *% in 20-30 minutes
my *000mAh phone with 1*GB RAM is not supported
SM-S9**B, Android 1*, One UI 6.1
RTX 40*0 and i7-1*700K, 1920x1080 at 144 Hz
Error 0x8007#### every time
error code 16## after the last update
HTTP 500 and 403 all day
Chrome 1*#.0.6*##.1** does not load it
build 2*6**.3*** fails on start
commit {hex} fixed it, {hex40} broke it again
the file is 1.*#GB and takes 2:30 hours
open 24/7? closed mon-fri 9-17
I scored 1*#### points in level 2*
counter shows 2147483647 and stops
id 4294967295 overflows
@netflix please fix this #fail #{year}
@SpotifyCares no answer for * days :-(
:-) <3 8) =D best app of {year}
ordered 2 pizzas and got 1, order took 90 minutes
my order was late by 45 minutes
In order to log in you need 3 codes
the account page is empty since {year}
account balance shows $1,2##.## instead of *##
case with 1000 pieces is too small
ticket price went up to 4*.50
The password is too short they say, needs 12 characters
password reset does not work
forgot my password: no mail came
token expired again after 60 minutes
PIN entry is broken since iOS 17.*
Please see https://example.com/help?page=*&lang=en
video https://youtube.com/watch?v=dQw4w9WgXcQ explains it
https://play.example.com/store/apps/details?id=com.example.birds
see example.com/blog/{year}/{month}/{day}/new-prices
https://github.com/example/app/issues/1*##
npm install react@18.2.0 fails
2 pcs @ $5 each, meet @ 5pm
5 stars for 5 years, minus 1 for ads
between 2015 and {year} all was fine, {year}-20*# not
temperature 36.6, pulse 72, 10000 steps
GPS 52.5*##, 13.40** is wrong by 200 m
size 38-40 runs small, 120 x 80 x 75 cm
flight LH 1*## was delayed by 3 hours
room 1*#* smelled, floor 12 was fine
KB50344** uninstalls itself
3.14159265358979 is shown as 3.14
ISBN 978-3-16-148410-0 is not in the catalog
100 200 300 or 400 reps, whatever
SKU 1*####, article number 704.123.45 sold out
The firmware 1.0.4.9* bricked my router
#ff8800 is a terrible color
from 1.000.000 users how many pay?
timestamp 17#0000000 is in the wrong zone
4,5 Sterne, 19,99 € im Monat ist zu viel
Seit Version 4.*.1 stürzt die App ab
dans la version *.2 rien ne marche, 3 étoiles
Desde el {day}/{month}/{year} no funciona
从 {year} 年开始用，一直很好
2023-01-01T02:21:46Z in the log and nothing else
Windows 11 23H2 and macOS 14.*.1 both fail
it takes 10 min 30 sec to load 1500 rows
ratio 16:9 becomes 4:3, std::vector leaks
My name does not matter, fix it
Regards from Berlin
I am tired of this
Dear team, this is bad
customer service: 0 out of 10
Thanks, great job
The agent was rude
""".strip().splitlines()

TEST = """
**.# out of 100, not bad for {year}
after updating to v*.*.#.*## nothing opens
v{year}.{month}.1# is slower than v{year}.{month}.0*
Pixel *a, Pixel Watch 2, WH-1000XM4 all disconnect
iPhone 1* Pro Max 256GB, iOS 1*.4.1, 5G
GBP 1*#.50 per year is a joke
¥1*,### for a plan with 3 seats?
Rs. *99/- per month, earlier Rs 1*9
took 1 hour 45 minutes and 3 restarts (10:15 - 12:00)
{day}/{month}/{year} 1*:3# reported, {day}/{month}/{year} still open
Level 1*#, 3.000.000 coins, gone
highscore 98765432*0 was reset
9007199254740993 is rounded in the table
Part No. AB-12*4-X does not fit model 5**0
Model: HP-15s-fq5###, 8/512
FIFA 2*, GTA 5, Windows 7, 8.1, 10 and 11: all fail
NullPointerException at line 1*#4 in MapView.java:3##
exit code -107374181* on start
code 0xC00000** again
CVE-{year}-3*** is not patched
RFC 5322 and ISO 8601 are ignored
sha256 {hex40}{hex} does not match
uuid in log 123e4567-e89b-12d3-a456-42661417{month}{day}
bus 1*# and tram M1* missing from the 7:3* list
page 1*# of 3*#, chapter 12, verse 3
10-15 mins, sometimes 20 - 25 mins
up 3*.5% then down 12.75%, weird
1 2 3 testing 1 2 3
I counted: 10, 20, 30, 40, 50, 60 ads!!!
weekdays 9:00-17:30, weekends 10-14
Lat 40.7128 Lon -74.0060 lands in the sea
2 x AA batteries, 1.5V, 2600 mAh, 12 W
1/4 of the screen, 3/4 of the time
#bug #ux #v2 @AppleSupport @GooglePlay
xD :3 8-D >:( ^^ \\o/ 10/10
u r gr8, 4ever urs, b4 it was l8
Order of steps is wrong: 3, 2, 1
I ordered 12 items for 1*0.95 and 2 came
the order history only goes back to {year}
account created in {year}, 4 devices, 2 users
Case closed. 1 star.
ticket machine at gate 2* ate my 20
reference manual 3.2 is outdated
booking 3 nights for 2*0 euros was easy
invoice layout {year} is ugly
my password isn't accepted although it has 16 letters
Password must contain 1 digit: why?
wrong pin 3 times and you lock me for 24 hours
the token system costs 100 coins
secret level 12 is impossible
keys: WASD + 1-9
API limit of 5000 requests per hour
https://example.org/docs/v*.#/install#step-3
www.example.com/products/ultra-{year}?color=blue&size=42
https://forum.example.com/t/slow-start/1*###/4
https://example.com/search?q=dark+mode&sort=date
ftp://mirror.example.net/pub/{year}/
pip install numpy==1.2*.4 works, 2.0.* does not
update react@^18 and node@20 please
lunch@noon with this app? no
call quality is 3/5 since {year}
phone got hot, 48 degrees, after 15 minutes
text size 14 is too small on a 6.7 inch phone
my mobile has 4096 MB and still it lags
number of likes 12345 is wrong
contacts: 1500 of 2300 imported
Fax? In {year}? Really?
12.5.1 -> 12.6.0 made it 300 ms slower
EAN 40063813339** scans as another product
100.000 Nutzer und kein Support, seit 3 Monaten 2,99 €
Bestellung dauerte 14 Tage statt 3
Konto gesperrt nach 5 Versuchen, seit {day}.{month}.
commande en 2 clics, livraison en 48 h
Pedí 2 y llegó 1, 3 semanas tarde
versione *.1#: 2 stelle, prima 5
バージョン*.2.#で起動しません
更新到 *.#.# 以后闪退 10 次
версия *.4 падает каждые 5 минут
aspect 21:9, zoom 1:2, ratio 1::2
speed 1*#.## Mbit down, *.# up, ping 23
00:15:30 into the video it stops, 01:02:03 too
4K 60fps HDR10 DTS:X 7.1.4 on C2 42
Nice
It just works
Would not recommend to anyone
Sincerely disappointed
Thanks for nothing
this is Android, not iOS
Mr Robot theme is great
speak to a human? impossible
""".strip().splitlines()
