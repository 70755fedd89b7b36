"""Standard tests of hormones, infections, urine and stool; written as in `blood`."""

HORMONES = """
TSH 10 0 thyroid
en: TSH (thyroid), thyroid, thyroid function, thyroid stimulating hormone, thyrotropin
de: TSH (Schilddrüse), Schilddrüse, Schilddrüsenwerte
ru: ТТГ (щитовидная железа), ТТГ, щитовидная железа, щитовидка, тиреотропный гормон
es: TSH (tiroides), tiroides, tirotropina
fr: TSH (thyroïde), thyroïde
pt: TSH (tireoide), tireoide, tiroide
hi: टीएसएच (थायराइड), टीएसएच, थायराइड, थायरॉइड

FT4 10 0 thyroid
en: Free T4, free thyroxine, thyroxine, t4
de: Freies T4, Thyroxin, freies Thyroxin
ru: Свободный Т4, свободный T4, Т4, тироксин
es: T4 libre, tiroxina
fr: T4 libre, thyroxine
pt: T4 livre, tiroxina
hi: फ्री टी4, टी4, थायरोक्सिन

FT3 10 0 thyroid
en: Free T3, free triiodothyronine, triiodothyronine, t3
de: Freies T3, Trijodthyronin
ru: Свободный Т3, свободный T3, Т3, трийодтиронин
es: T3 libre, triyodotironina
fr: T3 libre, triiodothyronine
pt: T3 livre, triiodotironina
hi: फ्री टी3, टी3

ATPO 10 0 biotin
en: Thyroid antibodies (anti-TPO), thyroid antibodies, anti-tpo, tpo, hashimoto
de: TPO-Antikörper, Schilddrüsenantikörper
ru: Антитела к ТПО, АТ-ТПО, хашимото
es: Anticuerpos anti-TPO, anticuerpos tiroideos
fr: Anticorps anti-TPO, anticorps antithyroïdiens
pt: Anticorpos anti-TPO, anticorpos tireoidianos
hi: एंटी-टीपीओ, टीपीओ

CORT 10 0 early
en: Cortisol, stress hormone
de: Cortisol, Kortisol, Stresshormon
ru: Кортизол, гормон стресса
es: Cortisol, hormona del estrés
fr: Cortisol, hormone du stress
pt: Cortisol, hormônio do estresse
hi: कोर्टिसोल

PRL 10 0 rest
en: Prolactin
de: Prolaktin
ru: Пролактин
es: Prolactina
fr: Prolactine
pt: Prolactina
hi: प्रोलैक्टिन

FSH 10 0 cycle
en: Follicle-stimulating hormone (FSH), follicle-stimulating hormone
de: FSH (Follikelhormon), follikelstimulierendes Hormon, Follikelhormon
ru: ФСГ, фолликулостимулирующий гормон
es: Hormona foliculoestimulante (FSH), hormona foliculoestimulante
fr: FSH (hormone folliculostimulante), hormone folliculostimulante
pt: Hormônio folículo-estimulante (FSH), hormônio folículo-estimulante
hi: एफएसएच

E2 10 0 cycle
en: Estradiol, oestradiol, estrogen, oestrogen
de: Östradiol, Estradiol, Östrogen
ru: Эстрадиол, эстроген
es: Estradiol, estrógeno
fr: Œstradiol, estradiol, œstrogène
pt: Estradiol, estrogênio
hi: एस्ट्राडियोल, एस्ट्रोजन

PROG 10 0 cycle
en: Progesterone
de: Progesteron
ru: Прогестерон
es: Progesterona
fr: Progestérone
pt: Progesterona
hi: प्रोजेस्टेरोन

TESTO 10 0 early
en: Testosterone
de: Testosteron
ru: Тестостерон
es: Testosterona
fr: Testostérone
pt: Testosterona
hi: टेस्टोस्टेरोन

HCG 10 0 usual
en: Pregnancy test (beta-hCG), pregnancy, beta-hcg, pregnant
de: Schwangerschaftstest (Beta-hCG), Schwangerschaftstest, Schwangerschaft, schwanger
ru: ХГЧ (беременность), ХГЧ, беременность
es: Prueba de embarazo (beta-hCG), embarazo
fr: Test de grossesse (bêta-hCG), grossesse, enceinte
pt: Teste de gravidez (beta-hCG), gravidez, grávida
hi: गर्भावस्था परीक्षण, गर्भावस्था, प्रेगनेंसी टेस्ट, एचसीजी
"""

INFECTIONS = """
HIV 10 0 usual
en: HIV (antigen and antibodies), aids
de: HIV (Antigen und Antikörper), HIV-Antikörper
ru: ВИЧ (антиген и антитела), ВИЧ, СПИД
es: VIH (antígeno y anticuerpos), VIH, sida
fr: VIH (antigène et anticorps), sérologie VIH
pt: HIV (antígeno e anticorpos), anticorpos HIV
hi: एचआईवी, एड्स

HBSAG 10 0 usual
en: Hepatitis B (HBsAg), hepatitis b
de: Hepatitis B (HBsAg), Gelbsucht B
ru: Гепатит B (HBsAg), гепатит B, гепатит В, гепатит Б
es: Hepatitis B (HBsAg), antígeno de hepatitis B
fr: Hépatite B (HBsAg), hépatite B
pt: Hepatite B (HBsAg), hepatite B
hi: हेपेटाइटिस बी

AHCV 10 0 usual
en: Hepatitis C (anti-HCV), hepatitis c, anti-hcv, hcv
de: Hepatitis C (Anti-HCV), Gelbsucht C
ru: Гепатит C (анти-HCV), гепатит C, гепатит С
es: Hepatitis C (anti-VHC), VHC
fr: Hépatite C (anti-VHC), hépatite C
pt: Hepatite C (anti-HCV), hepatite C
hi: हेपेटाइटिस सी

SYPH 10 0 usual
en: Syphilis, vdrl, rpr, tpha
de: Syphilis, Lues
ru: Сифилис, реакция Вассермана
es: Sífilis
fr: Syphilis
pt: Sífilis
hi: सिफलिस, उपदंश

COVID 5 0 swab
en: COVID-19 (PCR), covid-19, corona, coronavirus, pcr, swab
de: Corona-PCR (COVID-19), Corona-PCR, Coronatest, Abstrich
ru: COVID-19 (ПЦР), ковид, ковид-19, коронавирус, ПЦР
es: COVID-19 (PCR), PCR de covid, hisopado
fr: COVID-19 (PCR), PCR covid
pt: COVID-19 (PCR), PCR covid
hi: कोविड-19 (पीसीआर), कोविड, कोविड-19, कोरोना
"""

URINE = """
UA 5 0 urine
en: Urinalysis, urine, urine dipstick, pee
de: Urinuntersuchung, Urin, Urinstatus, Urintest
ru: Общий анализ мочи, ОАМ, моча, анализ мочи
es: Análisis de orina, orina, uroanálisis
fr: Analyse d’urines, urines, urine, bandelette urinaire
pt: Exame de urina, urina
hi: मूत्र परीक्षण, मूत्र, पेशाब, यूरिन

UCULT 5 0 culture
en: Urine culture, uti, bladder infection, urine infection
de: Urinkultur, Blasenentzündung
ru: Посев мочи, бакпосев мочи, цистит
es: Urocultivo, cultivo de orina, cistitis
fr: Culture d’urines (ECBU), ECBU, culture d’urine, cystite
pt: Urocultura, cultura de urina, cistite
hi: यूरिन कल्चर, मूत्र कल्चर

STOOL 5 0 stool
en: Stool examination, stool, feces, faeces, parasites, worms
de: Stuhluntersuchung, Stuhl, Stuhlprobe, Parasiten, Würmer
ru: Копрограмма, кал, анализ кала, паразиты, глисты
es: Examen de heces, heces, coprológico, parásitos, materia fecal
fr: Examen des selles, selles
pt: Exame de fezes, fezes, parasitológico de fezes, parasitas, lombrigas
hi: मल परीक्षण, मल, स्टूल, पेट के कीड़े

FOBT 5 0 occult
en: Occult blood in stool, hidden blood, faecal occult blood, fecal occult blood, blood in stool
de: Okkultes Blut im Stuhl, Blut im Stuhl, Darmkrebsvorsorge
ru: Кал на скрытую кровь, скрытая кровь
es: Sangre oculta en heces, sangre oculta, sangre en heces
fr: Sang occulte dans les selles, sang occulte, sang dans les selles
pt: Sangue oculto nas fezes, sangue oculto, sangue nas fezes
hi: मल में गुप्त रक्त, गुप्त रक्त
"""
