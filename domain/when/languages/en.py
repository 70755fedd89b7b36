"""English, and how people shorten and misspell it."""

ISH = (
    *("oneish", "twoish", "threeish", "fourish", "fiveish | fivish", "sixish", "sevenish"),
    *("eightish", "nineish | ninish", "tenish", "elevenish", "twelveish | twelvish"),
)
WORDS = "\n".join(f"#{number} sometime: {forms}" for number, forms in enumerate(ISH, start=1))
WORDS += """
noon sometime: noonish | middayish
midnight sometime: midnightish
opener: date :
monday..: monday | tuesday / tues | wednesday / weds / wensday / wendsday / wedensday
thursday..: thursday / thur / thurs / thirday | friday | saturday | sunday
monday?: mon
tuesday: tue
wednesday?: wed
thursday: thu
friday: fri
saturday?: sat
sunday?: sun
january..: january / jan | february / feb / febuary | march / mar | april / apr | may | june / jun
july..: july / jul | august / aug | september / sep / sept | october / oct | november / nov
december: december | dec
second: second | seconds | sec | secs
minute: minute | minutes | min | mins | minutes'
hour: hour | hours | hr | hrs | hours' | hour's
day: day | days | days' | day's
week: week | weeks | wk | wks | weeks' | week's
fortnight: fortnight | fortnights | fortnight's
month: month | months | months' | month's
year: year | years | yr | yrs
today: today | 2day | tdy | later today | today's
tomorrow: tomorrow | tomorow | tmrw | tommorow | tommarow | tomarow | tommorrow | tmr | tmw
tomorrow: tmrow | tomo | 2morrow | 2moro | 2mrw | tmoro | tomoz | morrow | tomorrow's
overmorrow: day after tomorrow | day after tmrw | day aftr tmrw | day aftr tomorrow | overmorrow
overmorrow: day af tmr | day aft tmr | day aftr tmr | day after 2moro | dayafter tomorrow
overmorrow: day after tmw | day after tomo | day aft tomorrow | day after tomoz | tmr after
overmorrow: 2 moro after
overmorrow: day after tomorow | day after tommorow | day after tommorrow | day after tmr
yesterday: yesterday | day before yesterday | ystrday | ereyesterday
tonight: later tonight | tonight | tonite | 2nite | 2night | this night | tnite | tonigt
morning: morning | morn | mrng | mornin | mornings | am hours | forenoon
afternoon: afternoon | aft | arvo | afternoons
evening: evening | evng | eve | evenings
night: night | nite | nights
noon: noon | midday | noontime | mid-day
midnight: midnight | mid-night
at lunchtime: at lunch | over lunch
lunchtime: lunchtime | lunch time | lunch-time
dawn: small hours
weekend: weekend | wknd | week-end | w/e
weekends: weekends
weekdays: weekdays | working days | workdays | business days | week days | work days
weekday: weekday | working day | workday | business day | work day | week day
mondays..: mondays | tuesdays | wednesdays | thursdays | fridays | saturdays | sundays
next: next | nxt | nex
coming: coming | comming | upcoming | following
previous: previous | past few
after: after | aftr
o'clock: o'clock | oclock | o' clock | o clock
am: a.m | am | a m
pm: p.m | pm | p m
nowtime: this time | same time | the same time
later: later | from now | from right now | hence | from this moment
quarter: quarter | a quarter | qtr
threequarter: three quarters | three-quarters | three quarter | three-quarter
oh: oh | zero zero
#0..: zero | one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve
#13..: thirteen | fourteen | fifteen | sixteen | seventeen | eighteen | nineteen | twenty
#30: thirty
#40: forty | fourty
#50: fifty
#60: sixty
#70: seventy
#80: eighty
#90: ninety
#100: hundred | a hundred
#2: couple of | a couple of | couple | a couple
#1th: first
#3th..: third | fourth | fifth | sixth | seventh | eighth | ninth | tenth | eleventh | twelfth
#13th..: thirteenth | fourteenth | fifteenth | sixteenth | seventeenth | eighteenth | nineteenth
#20th: twentieth
#30th: thirtieth
every: every | each | every single | evry | evey
other: other | alternate | alternating
every other: every alternate
every #2 week: every other week | one week on one week off | one week on, one week off
every #2 week: one week on and one week off | week on week off | week on, week off | every 2nd week
every #2 week: alternate weeks | on alternate weeks | alternating weeks | every second week
every #2 week: once every two weeks | once every 2 weeks | once a fortnight | bi-weekly basis
every day: ever day | evry day | every dya
daily: daily | everyday
weekly: weekly
monthly: monthly
yearly: yearly | annually
hourly: hourly
nightly: nightly
fortnightly: fortnightly
quarterly: quarterly
once: once
unsure: biweekly | bi-weekly | bimonthly | bi-monthly | semiweekly | semimonthly
twice: twice
until: until | till | til | 'til | through | thru | up to | ending | ending on | up until
start of: beginning of
starting: starting | beginning | starting from | beginning from | starting on | as of | as from
starting: commencing | effective
times: times | occurrences | repetitions
timed: a time
eod: eod | cob | end of day | end of the day | end of business | close of business
eod: end of the business day | end of today
eom: eom | month end | month-end
eow: eow
@12-24: christmas eve | xmas eve | x-mas eve
@12-25: christmas | christmas day | xmas | x-mas | xmas day
@12-26: boxing day
@12-31: new year's eve | new years eve | nye | new year eve
@1-1: new year's day | new years day | new year's | new year day
@2-14: valentine's day | valentines day | valentine's | valentine day
@3-17: st patrick's day | st. patrick's day | st patricks day | saint patrick's day
@4-1: april fools' day | april fools day | april fool's day
@7-4: independence day | fourth of july | july fourth
@10-31: halloween | hallowe'en
@11-11: remembrance day | veterans day
@5-1: labour day | may day
@3-8: women's day | international women's day
thanksgiving: thanksgiving | thanksgiving day
timeish: easter | easter sunday | easter monday | good friday | ramadan | eid | diwali | sunrise
timeish: sunset | dusk | dawn | daybreak | sundown | a few | several | few | some day | someday
timeish: soon | asap | eventually | sometime soon | fiscal | black friday | cyber monday
by: no later than | not later than
sometime: at the latest | latest | ish
timeish: at least
except: except | but | excluding | except for | other than | but not | but not on | apart from
except: aside from | besides | save for | minus | not on | not | but never on | never on | skip
except: skipping | leaving out | without | with the exception of | not counting | bar | barring
except: all but | except on | but skip | and not | and not on
sometime: sometime | some time | sharp | exactly | promptly | on the dot | precisely
around: around | about | approximately | approx | approx. | roughly | circa
greeting: good morning | good night | good evening | good afternoon | good day
opener in: set a timer for | set timer for | timer for
opener: remind me to | remind me that | remind me about | remind me of | remind me | please
opener: can you | could you | would you | schedule a message | set a reminder to
opener: set a reminder for | set a reminder | set reminder | ping me | alert me | notify me
opener: please remind me to | i need to be reminded to | don't forget to | dont forget to
opener: don't let me forget to | reminder to | reminder for | reminder | remind us to | remind us
opener: remember to | make a reminder to | create a reminder to | add a reminder to | hey | hi bot
link: that
please: pls | plz | ok | okay | thanks | thank | you | thx | thank you | cheers
half: half
carrier: room | rm | bed | ward | flat | apt | apartment | suite | block | floor | gate | platform
carrier: bus | flight | route | exit | seat | row | table | cabin | locker | page | pg | chapter
carrier: ch | episode | ep | season | vol | volume | version | v | ver | ticket | order | invoice
carrier: ref | case | number | num | nr | phone | tel | mobile | ext | pin | code | id | file
carrier: form | channel | auditorium | amphi | lab | theatre | python | java | ios | android
rating: score | scored | rating | rated | rate | pain | film | movie | book | vision | stars
carrier: windows | bp | pressure | pulse | sugar | glucose | no. | grade | mark | weight | dose
carrier: batch | lot | level | step | track | bay
carrier: building | lane | port | release | build | node | php | debian | ubuntu | fedora | kernel
carrier: django | postgres | chapters | pages | stage | phase | zone | unit | pier | dorm | bunk
dose: mg | ml | mcg | g | kg | kgs | iu | units | tablets | tablet | pills | pill | caps | capsule
dose: capsules | drops | puffs | cm | mm | km | miles | lbs | oz | litre | litres | liter | liters
dose: people | persons | guests | eur | euro | euros | usd | dollars | bucks | pounds | rs | rupees
dose: percent | times' | pages | copies | items | pieces | pcs | cups | glasses | reps | sets
dose: laps
condition: if | unless | in case | provided | as long as | whenever | while | when | during
condition: holiday | holidays | summer | winter | only if | weather | depending | term
until: stopping at | stop at | finishing at | ending at | up to and including | until and including
please: again | in total | total | altogether
last: final
nextlast: next to last | penultimate | last but one | second-to-last | second last
afternext: next next | after the next
times: doses | x in total
tomorrow: tomm | 2mro | 2mor | tmoz | tmrrw | 2morro | tommorw | tomrw | tmorrow | tmrrow
today: 2dy | tday
hour: hrz | hors
minute: mns | mnts | mnt | minits
week: wekk | wks'
month: mth | mths | mnth | mnths
before: b4
night: nt | ngt
weekend: wkend | wkd | wkends
next week: nxt wk | nxt week
week: kw | cw | calendar week
please: or so | or thereabouts | thereabouts | give or take | or around then
every day: all days
#2: coupla | a coupla | cpl | a cpl of
afternoon: aftn | aftrn | aftnoon
from: not earlier than | no earlier than | no sooner than | not before
by: not after
only: only
condition: subject to | assuming | given that | if possible | where possible
timeish: over dinner | at dinner | over breakfast | at breakfast | over supper | at supper | teatime
timeish: at teatime | dinnertime | dinner time | suppertime | at tea
idiom: day off | up to date | one by one | night shift | day shift | part time | full time
"""
SHARED = "do of to at in on me"
NEVER_MENDED = """
dairy dally weakly meekly week-day holiday
mourning warning moaning evenings evening's mornings afternoons weekends minuted minuet toady toddy
sundae sundry augusta money minute monte knight might fright eight light sight tight right
marcher marched tuesdays thursdays seven event month mouth tights yours tours fours ours louse
house horse weeds seeks leeks geeks peeks weak years ears tears dears bears gears pears days
morrow borrow sorrow dayz plays stays monty mandy fridge mondale weekender july juls april aprils
mond marc sund sunda augus
"""
