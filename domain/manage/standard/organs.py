"""Standard tests of liver, kidneys, salts, vitamins and iron; written as in `blood`."""

LIVER = """
LIVER 10 8 liver
en: Liver panel, liver, liver function, lft, hepatic panel
de: Leberwerte, Leber, Leberfunktion
ru: Печёночные пробы, печень, анализ печени
es: Perfil hepático, hígado, función hepática
fr: Bilan hépatique, foie, fonction hépatique
pt: Função hepática, fígado, perfil hepático, hepatograma
hi: लिवर फंक्शन टेस्ट, लिवर, एलएफटी

ALT 10 0 usual
en: Alanine aminotransferase (ALT), alanine aminotransferase, sgpt, gpt, alat
de: Alanin-Aminotransferase (ALT), Alanin-Aminotransferase, GPT-Wert
ru: АЛТ, АлАТ, аланинаминотрансфераза
es: Alanina aminotransferasa (ALT), alanina aminotransferasa, TGP
fr: Transaminase ALAT, ALAT, alanine aminotransférase
pt: Alanina aminotransferase (TGP), transaminase pirúvica
hi: एएलटी, एसजीपीटी

AST 10 0 usual
en: Aspartate aminotransferase (AST), aspartate aminotransferase, sgot, asat
de: Aspartat-Aminotransferase (AST), Aspartat-Aminotransferase, GOT-Wert
ru: АСТ, АсАТ, аспартатаминотрансфераза
es: Aspartato aminotransferasa (AST), aspartato aminotransferasa, TGO
fr: Transaminase ASAT, ASAT, aspartate aminotransférase
pt: Aspartato aminotransferase (TGO), transaminase oxalacética
hi: एएसटी, एसजीओटी

GGT 10 0 usual
en: Gamma-glutamyl transferase (GGT), gamma-glutamyl transferase, gamma-gt
de: Gamma-GT, Gamma-Glutamyltransferase
ru: Гамма-ГТ, ГГТ, гамма-глутамилтрансфераза
es: Gamma-GT, gamma glutamil transferasa
fr: Gamma-GT, gamma-glutamyl-transférase
pt: Gama-GT, gama glutamil transferase
hi: गामा जीटी, जीजीटी

ALP 10 0 usual
en: Alkaline phosphatase (ALP), alkaline phosphatase, alk phos
de: Alkalische Phosphatase
ru: Щелочная фосфатаза, ЩФ
es: Fosfatasa alcalina
fr: Phosphatases alcalines, phosphatase alcaline
pt: Fosfatase alcalina
hi: एल्कलाइन फॉस्फेटेज

BILI 10 0 usual
en: Bilirubin, total bilirubin, jaundice
de: Bilirubin, Gelbsucht
ru: Билирубин, желтуха
es: Bilirrubina, ictericia
fr: Bilirubine, jaunisse
pt: Bilirrubina, icterícia
hi: बिलीरुबिन, पीलिया

TPROT 10 0 usual
en: Total protein, protein
de: Gesamteiweiß, Eiweiß
ru: Общий белок, белок
es: Proteínas totales, proteínas
fr: Protéines totales, protéines, protidémie
pt: Proteínas totais, proteínas
hi: कुल प्रोटीन, प्रोटीन

ALB 10 0 usual
en: Albumin
de: Albumin
ru: Альбумин
es: Albúmina
fr: Albumine
pt: Albumina
hi: एल्ब्यूमिन

AMYL 10 0 usual
en: Amylase
de: Amylase
ru: Амилаза
es: Amilasa
fr: Amylase
pt: Amilase
hi: एमाइलेज

LIPA 10 0 usual
en: Lipase, pancreas
de: Lipase, Bauchspeicheldrüse
ru: Липаза, поджелудочная железа, поджелудочная
es: Lipasa, páncreas
fr: Lipase, pancréas
pt: Lipase, pâncreas
hi: लाइपेज, अग्न्याशय
"""

KIDNEYS = """
CREA 10 0 muscle
en: Creatinine, kidney, kidneys, kidney function, renal function, egfr, gfr
de: Kreatinin, Niere, Nieren, Nierenwerte
ru: Креатинин, почки, почечные пробы
es: Creatinina, riñón, riñones, función renal
fr: Créatinine, reins, rein, fonction rénale, créatininémie
pt: Creatinina, rins, rim, função renal
hi: क्रिएटिनिन, किडनी, गुर्दा, केएफटी

UREA 10 0 usual
en: Urea, blood urea nitrogen, bun
de: Harnstoff
ru: Мочевина
es: Urea, nitrógeno ureico
fr: Urée
pt: Ureia
hi: यूरिया

URIC 10 0 usual
en: Uric acid, gout, urate
de: Harnsäure, Gicht
ru: Мочевая кислота, подагра
es: Ácido úrico, gota
fr: Acide urique, crise de goutte
pt: Ácido úrico, gota
hi: यूरिक एसिड, गाउट

SOD 10 0 usual
en: Sodium, salt
de: Natrium
ru: Натрий
es: Sodio
fr: Sodium, natrémie
pt: Sódio
hi: सोडियम

POT 10 0 usual
en: Potassium
de: Kalium
ru: Калий
es: Potasio
fr: Potassium, kaliémie
pt: Potássio
hi: पोटैशियम

CALC 10 0 usual
en: Calcium
de: Calcium, Kalzium
ru: Кальций
es: Calcio
fr: Calcium, calcémie
pt: Cálcio
hi: कैल्शियम

MAGN 10 0 usual
en: Magnesium
de: Magnesium
ru: Магний
es: Magnesio
fr: Magnésium
pt: Magnésio
hi: मैग्नीशियम

PHOS 10 0 usual
en: Phosphate, phosphorus
de: Phosphat, Phosphor
ru: Фосфор, фосфаты
es: Fósforo, fosfato
fr: Phosphore, phosphorémie
pt: Fósforo, fosfato
hi: फॉस्फोरस, फॉस्फेट
"""

VITAMINS = """
IRON 10 8 iron
en: Iron, serum iron
de: Eisen, Serumeisen
ru: Железо, сывороточное железо
es: Hierro, hierro sérico, sideremia
fr: Fer, fer sérique
pt: Ferro, ferro sérico
hi: आयरन, लोहा, लौह

FERR 10 0 usual
en: Ferritin, iron stores
de: Ferritin, Eisenspeicher
ru: Ферритин
es: Ferritina
fr: Ferritine
pt: Ferritina
hi: फेरिटिन

VITD 10 0 biotin
en: Vitamin D (25-OH), vitamin d, vitamin d3, vit d, vit d3, d3, calcidiol, sunshine vitamin
de: Vitamin D
ru: Витамин D, витамин Д, витамин D3, витамин Д3
es: Vitamina D, vitamina D3
fr: Vitamine D, vitamine D3
pt: Vitamina D
hi: विटामिन डी, विटामिन डी3

B12 10 0 usual
en: Vitamin B12, cobalamin
de: Vitamin B12, Cobalamin
ru: Витамин B12, витамин В12, витамин Б12, кобаламин
es: Vitamina B12, cobalamina
fr: Vitamine B12, cobalamine
pt: Vitamina B12
hi: विटामिन बी12

FOL 10 0 usual
en: Folate, folic acid, vitamin b9
de: Folsäure, Folat
ru: Фолиевая кислота, фолат, витамин B9
es: Ácido fólico, folato, vitamina B9
fr: Acide folique, folates, vitamine B9
pt: Ácido fólico, folato
hi: फोलिक एसिड, फोलेट
"""
