"""Hindi, in Devanagari and in Latin letters as people type it."""

NUMBERS = {
    1: "एक | ek",
    2: "दो | do",
    3: "तीन | teen | tin",
    4: "चार | char | chaar",
    5: "पांच | पाँच | paanch | panch | pach | paach",
    6: "छह | छः | छ | छे | chhe | chhah | che | chah | chhai",
    7: "सात | saat",
    8: "आठ | aath | ath | aat",
    9: "नौ | nau | nou",
    10: "दस | das | dus",
    11: "ग्यारह | gyarah | gyara | gyaarah | igyarah",
    12: "बारह | barah | bara | baarah | baara",
    13: "तेरह | terah",
    14: "चौदह | chaudah",
    15: "पंद्रह | पन्द्रह | pandrah | pandra | pandhra",
    16: "सोलह | solah",
    17: "सत्रह | satrah",
    18: "अठारह | atharah | atthara",
    19: "उन्नीस | unnis",
    20: "बीस | bees | bis",
    21: "इक्कीस | ikkis",
    22: "बाईस | bais",
    24: "चौबीस | chaubis",
    25: "पच्चीस | pachees | pacchis | pachis",
    30: "तीस | tees | tis",
    35: "पैंतीस | paintis",
    40: "चालीस | chalis | chaalis",
    45: "पैंतालीस | paintalis | paintalees",
    50: "पचास | pachas | pachaas",
    60: "साठ",
    90: "नब्बे | nabbe",
}
WORDS = "\n".join(f"#{number}: {forms}" for number, forms in NUMBERS.items())
WORDS += """
monday: सोमवार | somvar | somwar | somvaar | somwaar
monday?: सोम | som
tuesday: मंगलवार | mangalvar | mangalwar | mangalvaar | mangalwaar
tuesday?: mangal | मंगल
wednesday: बुधवार | budhvar | budhwar | budhvaar | budhwaar
wednesday?: budh | बुध
thursday: गुरुवार | गुरूवार | guruvar | guruwar | guruvaar
thursday: बृहस्पतिवार
thursday: brihaspativar
thursday: वीरवार
thursday: veervar | guruwaar | brihaspatiwar | virvar
friday: शुक्रवार | shukravar | shukrawar | shukrvar | shukrwar
friday: shukravaar
friday: shukrawaar
saturday: शनिवार | shanivar | shaniwar | shanivaar | shaniwaar | शनिचर
saturday: shanichar
saturday?: shani
sunday: रविवार | ravivar | raviwar | ravivaar | raviwaar | इतवार
sunday: itvar
sunday: itwar
sunday: itvaar | itwaar
january: जनवरी | janvari | janwari | janavari
february: फरवरी | फ़रवरी | farvari | farwari | pharvari
march: मार्च
april: अप्रैल | aprail
may: मई
june: जून | joon
july: जुलाई | julai
august: अगस्त | agast
september: सितंबर | सितम्बर | sitambar
october: अक्टूबर | अक्तूबर | aktubar
november: नवंबर | नवम्बर | navambar
december: दिसंबर | दिसम्बर | disambar
second: सेकंड | सेकेंड | सेकण्ड | सैकंड | sekand
minute: मिनट | मिनिट | minat | minit | minton | मिनटों
hour: घंटे | घंटा | घंटों | घण्टे | घण्टा | ghante | ghanta | ghanton
hour: ghnte | ghantey
hour: ghanta
day: दिन | दिनों | din | dino | dinon
week: हफ्ते | हफ्ता | हफ़्ते | हफ़्ता | सप्ताह | hafte | hafta
week: haftey
week: haphte
week: saptah | hafton
month: महीने | महीना | महीनों | mahine | mahina | maheene | maheena
month: mahiney | mahino
month: माह
year: साल | वर्ष | saal | varsh | sal
half hour: आधे घंटे | आधा घंटा | आधे घण्टे | aadhe ghante
half hour: aadha ghanta
half hour: adhe ghante
half hour: adha ghanta
quarter hour: पाव घंटे | paav ghante
threequarter hour: पौने घंटे | पौन घंटे | पौने घण्टे | paune ghante
threequarter hour: pauna ghanta
threequarter hour: पौना घंटा
#1.5: डेढ़ | डेढ | dedh | derh | dhedh | ded
#2.5: ढाई | ढ़ाई | अढ़ाई | dhai | dhaai | dhayi | adhai
plushalf: साढ़े | साढे | saade | sade | sadhe | saadhe | saadey
plushalf: sarhe
plushalf: saarhe
plusquarter: सवा | sava | sawa | savaa | sawaa
minusquarter: पौने | paune | pone | pauney | ponay | paunay
half: आधा | आधे | aadha | aadhe | adha | adhe
today: आज | aaj | aj
tomorrow: कल | kal
overmorrow: परसों | परसो | parson | parso | parsoon
yesterday: बीता कल | beeta kal | बीते कल | beete kal
tonight: आज रात | aaj raat | aaj rat | आज रात को | aaj raat ko
tonight: aaj rat ko
early morning: सुबह सुबह | subah subah | सुबह-सुबह | सुबह जल्दी
early morning: subah jaldi | tadke
early morning: तड़के
early morning: sube sube
in morning: सुबह को | subah ko
morning: सुबह | सवेरे | subah | subha | suba | savere | sawere
morning: sube | प्रातः
in midday: दोपहर में | दोपहर को | dopahar mein | dopehar ko
in midday: dopahar me | dopahar ko
midday: दोपहर | dopahar | dopehar | dophar | dupahar | dopaher
midday: dopahr
in evening: शाम को | shyam ko | shaam ko | sham ko | shaam mein
evening: शाम | shaam | sham | सायं | saam
in night: रात को | raat ko | rat ko | रात में | raat mein | raat me
night: रात | raat | rat
midnight: आधी रात | aadhi raat | adhi raat | आधी रात को
midnight: aadhi raat ko
midnight: adhi raat ko
every morning: हर सुबह | har subah | roz subah | रोज सुबह | रोज़ सुबह
every morning: har roz subah
every morning: हर रोज सुबह
every evening: हर शाम | har shaam | har sham | roz shaam | रोज शाम
every evening: रोज़ शाम | roz sham
every night: हर रात | har raat | roz raat | रोज रात | रोज़ रात
every night: har rat
weekend: सप्ताहांत | वीकेंड | saptahant | हफ्ते के अंत | hafte ke ant
next: अगले | अगला | अगली | agle | agla | agli | aglay
coming: आने वाले | आने वाला | aane wale | ane wale | aane vale
coming: aanewale
previous: पिछले | पिछला | पिछली | pichle | pichla | pichli | pichhle
last: आखिरी | आख़िरी | अंतिम | aakhri | akhri | aakhiri | akhiri
last: antim
this: इस | is
ko: को | ko | पर | par | pe | पे
of: का | की | के | ka | ki | ke
nowtime: isi samay | इसी समय | isi time | isi waqt | इसी वक्त
later: बाद | के बाद | baad | bad | ke baad
later: bad mein
later: baad mein
later: baad me | अंदर | andar | ke andar | के अंदर | ke bad
ago: पहले | pehle | pahle | pehley
until: तक | tak
se: से | se
mein: में | मे | mein | mai | main | me
twice: do baar | दो बार | din mein do baar | दिन में दो बार
in: abhi se | अभी से | ab se | अब से
and: और | aur
or: या | ya
around: करीब | लगभग | karib | lagbhag | kareeb | ठीक | theek | thik
o'clock: बजे | baje | बजकर | bajkar | bajke | bje | बजे को | baje ko
o'clock: bj | baj | बज | bajey | वजे | bajay
every: हर | प्रत्येक | har | प्रति | prati
daily: रोज | रोज़ | रोजाना | रोज़ाना | प्रतिदिन | roz | rozana | roj
daily: rojana | har roz
daily: हर रोज
daily: हर रोज़
daily: pratidin | रोज के रोज | daily | har roj | roz roz | roj roj
every #2 day: एक दिन छोड़कर | ek din chhodkar | ek din chhod ke
every #2 day: हर दूसरे दिन
every #2 day: har dusre din
weekly: साप्ताहिक
other: दूसरे | dusre | doosre | दूसरा
#1th: पहली | पहला | pehli | pahli | pehla | pahla
#3th: तीसरे | तीसरा | teesre | tisre | teesra
times: बार | baar
dayno: तारीख | तारीख़ | tarikh | tareekh | tarik | tareek | ता
eom: महीने के अंत | महीने के आखिर | mahine ke ant | mahine ke aakhir
eom: mahine ke akhir
@12-25: क्रिसमस | बड़ा दिन
@1-1: नया साल | naya saal | naye saal
@8-15: स्वतंत्रता दिवस | 15 अगस्त
@1-26: गणतंत्र दिवस | republic day
timeish: दिवाली | होली | holi | thodi | थोड़ी | कुछ | kuch | jaldi
timeish: जल्दी
timeish: der | देर
timeish: abhi | अभी
greeting: shubh ratri | shubh prabhat | शुभ रात्रि | शुभ प्रभात
timeish: suryast | suryoday | सूर्यास्त | सूर्योदय
opener: मुझे याद दिलाना कि | मुझे याद दिलाना | मुझे याद दिला देना
opener: याद दिलाना
opener: याद दिलाना कि
opener: याद दिला देना | याद दिला दो | याद दिलाओ | मुझे
opener: yaad dilana ki
opener: yaad dilana
opener: yaad dila dena
opener: yaad dila dena ki | yaad dila do | yaad dilao
opener: yaad dila dijiye
opener: mujhe
opener: mujhko | muje
opener: yad dilana | yad dila dena | yaad karana | yaad kara dena
opener: yaad karwana
opener: remind karna
opener: remind kar dena | remind karo | remind karna ki | yaad dilaana
opener: yaad dilwana
opener: remind kr dena
opener: ki yaad dilana | की याद दिलाना | ki yaad dilao
opener: याद दिला दीजिए
opener: kripya | कृपया
opener: reminder
opener: reminder lagao | reminder laga do | reminder set karo
opener: yaad dila dena | yaad dila
opener: याद दिला
link: कि
please: जी | dhanyavad | धन्यवाद | ji | bhai
"""
SHARED = """
do is me main mai se ki ka ke par sat bad bara saath sal ya rat der bis che tin tis pone hr som
"""
NEVER_MENDED = "kalam shamil subahu rozi dinner maheno minar mangalam shanti"
