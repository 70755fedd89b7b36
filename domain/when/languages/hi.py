"""Hindi, in Devanagari and in Latin letters as people type it."""

WORDS = """
#1..: एक / ek | दो / do | तीन / teen / tin | चार / char / chaar
#5: पांच | पाँच | paanch | panch | pach | paach
#6..: छह / छः / छ / छे / chhe / chhah / che / chah / chhai | सात / saat | आठ / aath / ath / aat
#9..: नौ / nau / nou | दस / das / dus | ग्यारह / gyarah / gyara / gyaarah / igyarah
#12..: बारह / barah / bara / baarah / baara | तेरह / terah | चौदह / chaudah
#15..: पंद्रह / पन्द्रह / pandrah / pandra / pandhra | सोलह / solah | सत्रह / satrah
#18..: अठारह / atharah / atthara | उन्नीस / unnis | बीस / bees / bis | इक्कीस / ikkis
#22: बाईस | bais
#24: चौबीस | chaubis
#25: पच्चीस | pachees | pacchis | pachis
#30: तीस | tees | tis
#35: पैंतीस | paintis
#40: चालीस | chalis | chaalis
#45: पैंतालीस | paintalis | paintalees
#50: पचास | pachas | pachaas
#60: साठ
#90: नब्बे | nabbe
monday: सोमवार | somvar | somwar | somvaar | somwaar
monday?: सोम | som
tuesday: मंगलवार | mangalvar | mangalwar | mangalvaar | mangalwaar
tuesday?: mangal | मंगल
wednesday: बुधवार | budhvar | budhwar | budhvaar | budhwaar
wednesday?: budh | बुध
thursday: गुरुवार | गुरूवार | guruvar | guruwar | guruvaar | बृहस्पतिवार | brihaspativar | वीरवार
thursday: veervar | guruwaar | brihaspatiwar | virvar
friday: शुक्रवार | shukravar | shukrawar | shukrvar | shukrwar | shukravaar | shukrawaar
saturday: शनिवार | shanivar | shaniwar | shanivaar | shaniwaar | शनिचर | shanichar
saturday?: shani
sunday: रविवार | ravivar | raviwar | ravivaar | raviwaar | इतवार | itvar | itwar | itvaar | itwaar
january: जनवरी | janvari | janwari | janavari
february..: फरवरी / फ़रवरी / farvari / farwari / pharvari | मार्च | अप्रैल / aprail | मई
june..: जून / joon | जुलाई / julai | अगस्त / agast | सितंबर / सितम्बर / sitambar
october..: अक्टूबर / अक्तूबर / aktubar | नवंबर / नवम्बर / navambar | दिसंबर / दिसम्बर / disambar
second: सेकंड | सेकेंड | सेकण्ड | सैकंड | sekand
minute: मिनट | मिनिट | minat | minit | minton | मिनटों
hour: घंटे | घंटा | घंटों | घण्टे | घण्टा | ghante | ghanta | ghanton | ghnte | ghantey
day: दिन | दिनों | din | dino | dinon
week: हफ्ते | हफ्ता | हफ़्ते | हफ़्ता | सप्ताह | hafte | hafta | haftey | haphte | saptah | hafton
month: महीने | महीना | महीनों | mahine | mahina | maheene | maheena | mahiney | mahino | माह
year: साल | वर्ष | saal | varsh | sal
half hour: आधे घंटे | आधा घंटा | आधे घण्टे | aadhe ghante | aadha ghanta | adhe ghante
half hour: adha ghanta
quarter hour: पाव घंटे | paav ghante
threequarter hour: पौने घंटे | पौन घंटे | पौने घण्टे | paune ghante | pauna ghanta | पौना घंटा
#1.5: डेढ़ | डेढ | dedh | derh | dhedh | ded
#2.5: ढाई | ढ़ाई | अढ़ाई | dhai | dhaai | dhayi | adhai
plushalf: साढ़े | साढे | saade | sade | sadhe | saadhe | saadey | sarhe | saarhe
plusquarter: सवा | sava | sawa | savaa | sawaa
minusquarter: पौने | paune | pone | pauney | ponay | paunay
half: आधा | आधे | aadha | aadhe | adha | adhe
today: आज | aaj | aj
tomorrow: कल | kal
overmorrow: परसों | परसो | parson | parso | parsoon
yesterday: बीता कल | beeta kal | बीते कल | beete kal
tonight: आज रात | aaj raat | aaj rat | आज रात को | aaj raat ko | aaj rat ko
early morning: सुबह सुबह | subah subah | सुबह-सुबह | सुबह जल्दी | subah jaldi | tadke | तड़के
early morning: sube sube
in morning: सुबह को | subah ko
morning: सुबह | सवेरे | subah | subha | suba | savere | sawere | sube | प्रातः
in midday: दोपहर में | दोपहर को | dopahar mein | dopehar ko | dopahar me | dopahar ko
midday: दोपहर | dopahar | dopehar | dophar | dupahar | dopaher | dopahr
in evening: शाम को | shyam ko | shaam ko | sham ko | shaam mein
evening: शाम | shaam | sham | सायं | saam
in night: रात को | raat ko | rat ko | रात में | raat mein | raat me
night: रात | raat | rat
midnight: आधी रात | aadhi raat | adhi raat | आधी रात को | aadhi raat ko | adhi raat ko
every morning: हर सुबह | har subah | roz subah | रोज सुबह | रोज़ सुबह | har roz subah
every morning: हर रोज सुबह
every evening: हर शाम | har shaam | har sham | roz shaam | रोज शाम | रोज़ शाम | roz sham
every night: हर रात | har raat | roz raat | रोज रात | रोज़ रात | har rat
weekend: सप्ताहांत | वीकेंड | saptahant | हफ्ते के अंत | hafte ke ant
next: अगले | अगला | अगली | agle | agla | agli | aglay
coming: आने वाले | आने वाला | aane wale | ane wale | aane vale | aanewale
previous: पिछले | पिछला | पिछली | pichle | pichla | pichli | pichhle
last: आखिरी | आख़िरी | अंतिम | aakhri | akhri | aakhiri | akhiri | antim
this: इस | is
ko: को | ko | पर | par | pe | पे
of: का | की | के | ka | ki | ke
nowtime: isi samay | इसी समय | isi time | isi waqt | इसी वक्त
later: बाद | के बाद | baad | bad | ke baad | bad mein | baad mein | baad me | अंदर | andar
later: ke andar | के अंदर | ke bad
ago: पहले | pehle | pahle | pehley
until<: तक | tak
se: से | se
mein: में | मे | mein | mai | main | me
twice: do baar | दो बार | din mein do baar | दिन में दो बार
in: abhi se | अभी से | ab se | अब से
and: और | aur
or: या | ya
around: करीब | लगभग | karib | lagbhag | kareeb | ठीक | theek | thik
o'clock: बजे | baje | बजकर | bajkar | bajke | bje | बजे को | baje ko | bj | baj | बज | bajey | वजे
o'clock: bajay
every: हर | प्रत्येक | har | प्रति | prati
daily: रोज | रोज़ | रोजाना | रोज़ाना | प्रतिदिन | roz | rozana | roj | rojana | har roz | हर रोज
daily: हर रोज़ | pratidin | रोज के रोज | daily | har roj | roz roz | roj roj
every #2 day: एक दिन छोड़कर | ek din chhodkar | ek din chhod ke | हर दूसरे दिन | har dusre din
weekly: साप्ताहिक
other: दूसरे | dusre | doosre | दूसरा
#1th: पहली | पहला | pehli | pahli | pehla | pahla
#3th: तीसरे | तीसरा | teesre | tisre | teesra
times: बार | baar
dayno: तारीख | तारीख़ | tarikh | tareekh | tarik | tareek | ता
eom: महीने के अंत | महीने के आखिर | mahine ke ant | mahine ke aakhir | mahine ke akhir
@12-25: क्रिसमस | बड़ा दिन
@1-1: नया साल | naya saal | naye saal
@8-15: स्वतंत्रता दिवस | 15 अगस्त
@1-26: गणतंत्र दिवस | republic day
timeish: दिवाली | होली | holi | thodi | थोड़ी | कुछ | kuch | jaldi | जल्दी | der | देर | abhi
timeish: अभी
greeting: shubh ratri | shubh prabhat | शुभ रात्रि | शुभ प्रभात
timeish: suryast | suryoday | सूर्यास्त | सूर्योदय
opener: मुझे याद दिलाना कि | मुझे याद दिलाना | मुझे याद दिला देना | याद दिलाना | याद दिलाना कि
opener: याद दिला देना | याद दिला दो | याद दिलाओ | मुझे | yaad dilana ki | yaad dilana
opener: yaad dila dena | yaad dila dena ki | yaad dila do | yaad dilao | yaad dila dijiye | mujhe
opener: mujhko | muje | yad dilana | yad dila dena | yaad karana | yaad kara dena | yaad karwana
opener: remind karna | remind kar dena | remind karo | remind karna ki | yaad dilaana
opener: yaad dilwana | remind kr dena | ki yaad dilana | की याद दिलाना | ki yaad dilao
opener: याद दिला दीजिए | kripya | कृपया | reminder | reminder lagao | reminder laga do
opener: reminder set karo | yaad dila | याद दिला
link: कि
please: जी | dhanyavad | धन्यवाद | ji | bhai
carrier: कमरा | कमरे | कमरा नंबर | बेड | बिस्तर | वार्ड | फ्लैट | मंजिल | गेट | बस | सीट | पेज
carrier: नंबर | नम्बर | टेबल
carrier: फोन | कोड | बीपी | शुगर | बेड नंबर | वज़न | लैब | खुराक | kamra | kamre | bistar | manzil
carrier: vajan | khurak | nambar | kamra number | bed number | bed no | room no | room number
dose: मिग्रा | गोली | गोलियां | गोलियाँ | बूंद | किलो | किमी | लोग | रुपये | रुपए | एमजी | एमएल
dose: goli | goliyan
dose: boond | kilo | log | rupaye | rupay | rupees
condition: अगर | यदि | जब | छुट्टी | छुट्टियों | त्योहार | बारिश | agar | yadi | jab | chhutti
condition: chutti
condition: tyohar | barish | chhuttiyon | garmi | sardi
except<: छोड़कर | को छोड़कर | के अलावा | के सिवा | के सिवाय | chhodkar | chhod kar | chhod ke
except<: chodkar
except<: ke alawa | ke alava | ke siva | ke sivay | chod kar | chod ke | को नहीं | ko nahi | नहीं
except<: nahi
except<: ko nahin | nahin | छोड़ के | chhorkar | ko chhod ke
every #2 week: एक हफ्ता छोड़कर | ek hafta chhodkar | ek hafta chhod ke | har dusre hafte
every #2 week: हर दूसरे हफ्ते
every #2 week: har doosre hafte | do hafte mein ek baar | दो हफ्ते में एक बार | हर दो हफ्ते में
every #2 week: har do hafte mein
weekday: कार्य दिवस | कार्यदिवस | kaam ke din | karya divas | काम के दिन | working din
tomorrow: kl | कलको | kall
overmorrow: prso | prson | parsoo | prsu | परसों को
today: ajj | aaaj
evening: shm
morning: sbh | subh | sbha
night: raatt | rtt
o'clock: bjee | bje pe | bje ko
minute: mnt | mint
hour: ghnta | ghntey | ghnt
week: hfte | hafte me
month: mhine | mahne
around: kareeb kareeb
between: के बीच | ke beech
please: phir se
#4th..: चौथे / चौथा / चौथी / chauthe / chautha / chauthi | पांचवें / पाँचवें / paanchve / panchve
rating: dard | दर्द | film | फिल्म | rating | रेटिंग | movie | nazar
please: ke aaspaas | ke aas paas | के आसपास | के आस पास | ke kareeb | के करीब | ke karib
please: ke lagbhag
only: सिर्फ | sirf | केवल
condition: mausam | मौसम
timeish: khane ke waqt | खाने के समय | खाने के वक्त | khane ke samay
"""
SHARED = """
do is me main mai se ki ka ke par sat bad bara saath sal ya rat der bis che tin tis pone hr som
"""
NEVER_MENDED = """
kalam shamil subahu rozi dinner maheno minar mangalam shanti
ravi guru shan mang budh itva prsn ravan
"""
