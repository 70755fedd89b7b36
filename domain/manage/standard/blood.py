"""Standard tests of blood cells, clotting, sugar, fats and inflammation.

A test has a line of code, minutes, hours without food and preparation, and one for each language:
its name, then other words that people use for it. A line that begins with a blank goes on.
"""

BLOOD = """
CBC 10 0 usual
en: Complete blood count, full blood count, fbc, blood count, hemogram, haemogram, hemoglobin,
 haemoglobin, anemia, anaemia, platelets
de: Blutbild, großes Blutbild, kleines Blutbild, Hämoglobin, Blutarmut
ru: Общий анализ крови, ОАК, клинический анализ крови, гемоглобин, анемия
es: Hemograma, hemograma completo, recuento sanguíneo, biometría hemática, hemoglobina
fr: Numération formule sanguine, NFS, hémogramme, hémoglobine, anémie
pt: Hemograma completo, hemograma, contagem sanguínea, hemoglobina
hi: पूर्ण रक्त गणना, सीबीसी, हीमोग्लोबिन, खून की कमी

ESR 10 0 usual
en: Erythrocyte sedimentation rate, sed rate, sedimentation
de: Blutsenkung, BSG, BKS, Blutkörperchensenkung
ru: СОЭ, скорость оседания эритроцитов, РОЭ
es: Velocidad de sedimentación, VSG, eritrosedimentación
fr: Vitesse de sédimentation, VS
pt: Velocidade de hemossedimentação, VHS, hemossedimentação
hi: ईएसआर, अवसादन दर

ABORH 10 0 usual
en: Blood group and Rh factor, blood group, blood type, rhesus factor, rh
de: Blutgruppe und Rhesusfaktor, Blutgruppe, Rhesusfaktor
ru: Группа крови и резус-фактор, группа крови, резус-фактор, резус
es: Grupo sanguíneo y factor Rh, grupo sanguíneo, tipo de sangre, factor Rh
fr: Groupe sanguin et rhésus, groupe sanguin, rhésus
pt: Tipo sanguíneo e fator Rh, tipo sanguíneo, tipagem sanguínea, fator Rh
hi: रक्त समूह, ब्लड ग्रुप, खून का ग्रुप

INR 10 0 thinners
en: Prothrombin time (INR), prothrombin time, prothrombin, pt inr, warfarin
de: Quick-Wert (INR), Quick-Wert, Quicktest, Thromboplastinzeit, Prothrombinzeit
ru: МНО (протромбиновое время), МНО, протромбиновое время, протромбин, ПТИ
es: Tiempo de protrombina (INR), tiempo de protrombina, protrombina
fr: Taux de prothrombine (INR), taux de prothrombine, prothrombine, TP
pt: Tempo de protrombina (INR), tempo de protrombina, RNI
hi: प्रोथ्रोम्बिन समय, आईएनआर

APTT 10 0 thinners
en: Partial thromboplastin time (aPTT), partial thromboplastin time, ptt, heparin
de: Partielle Thromboplastinzeit (aPTT), partielle Thromboplastinzeit
ru: АЧТВ, активированное частичное тромбопластиновое время
es: Tiempo de tromboplastina parcial, TTPA
fr: Temps de céphaline activée, TCA
pt: Tempo de tromboplastina parcial, TTP
hi: एपीटीटी

FIB 10 0 usual
en: Fibrinogen
de: Fibrinogen
ru: Фибриноген
es: Fibrinógeno
fr: Fibrinogène
pt: Fibrinogênio
hi: फाइब्रिनोजेन

DDIM 10 0 usual
en: D-dimer, dimer, clot
de: D-Dimere, D-Dimer, Blutgerinnsel
ru: Д-димер, димер, тромб
es: Dímero D, coágulo
fr: D-dimères, dimères, caillot
pt: D-dímero, dímero
hi: डी-डाइमर, डाइमर
"""

SUGAR = """
GLU 10 8 fast
en: Fasting glucose, glucose, sugar, blood sugar, fasting sugar, fasting blood sugar, blood glucose,
 fbs, fpg, diabetes
de: Nüchternblutzucker, Blutzucker, Zucker, Nüchternzucker, Glukose
ru: Глюкоза натощак, глюкоза, сахар, сахар в крови, сахар крови, кровь на сахар, диабет
es: Glucosa en ayunas, glucosa, azúcar, azúcar en sangre, glucemia, glicemia
fr: Glycémie à jeun, glycémie, glucose, sucre, sucre dans le sang, diabète
pt: Glicose em jejum, glicose, glicemia, glicemia de jejum, açúcar, açúcar no sangue
hi: फास्टिंग शुगर, शुगर, ब्लड शुगर, खाली पेट शुगर, ग्लूकोज, मधुमेह, डायबिटीज

HBA1C 10 0 usual
en: HbA1c (glycated haemoglobin), a1c, glycated haemoglobin, glycated hemoglobin, long-term glucose
de: HbA1c (Langzeitzucker), Langzeitzucker, Langzeitblutzucker
ru: Гликированный гемоглобин, гликогемоглобин
es: Hemoglobina glicosilada, hemoglobina glucosilada, hemoglobina glicada
fr: Hémoglobine glyquée, hémoglobine glycosylée
pt: Hemoglobina glicada, glicada
hi: एचबीए1सी, तीन महीने की शुगर

OGTT 130 8 load
en: Glucose tolerance test, sugar tolerance, gtt
de: Zuckerbelastungstest, Glukosetoleranztest, Zuckerbelastung
ru: Глюкозотолерантный тест, ГТТ, сахарная кривая, сахар с нагрузкой
es: Curva de glucosa, tolerancia a la glucosa
fr: Hyperglycémie provoquée, HGPO, tolérance au glucose
pt: Curva glicêmica, tolerância à glicose, TOTG
hi: ग्लूकोज टॉलरेंस टेस्ट, जीटीटी

INSU 10 8 fast
en: Insulin, fasting insulin, insulin resistance, homa
de: Insulin, Nüchterninsulin, Insulinresistenz
ru: Инсулин
es: Insulina, resistencia a la insulina
fr: Insuline, insulinémie
pt: Insulina, resistência à insulina
hi: इंसुलिन

LIPID 10 9 fats
en: Lipid profile, lipids, lipid panel, cholesterol, triglycerides, hdl, ldl, fat, fats
de: Blutfette, Lipidprofil, Cholesterin, Triglyceride, Triglyzeride, Fettwerte
ru: Липидограмма, липидный профиль, холестерин, триглицериды
es: Perfil lipídico, colesterol, triglicéridos
fr: Bilan lipidique, cholestérol, triglycérides
pt: Perfil lipídico, lipidograma, colesterol, triglicerídeos, triglicérides
hi: लिपिड प्रोफाइल, कोलेस्ट्रॉल, ट्राइग्लिसराइड
"""

INFLAMMATION = """
CRP 10 0 usual
en: C-reactive protein (CRP), c-reactive protein, inflammation
de: C-reaktives Protein (CRP), C-reaktives Protein, Entzündung, Entzündungswerte
ru: С-реактивный белок, СРБ, воспаление
es: Proteína C reactiva, inflamación
fr: Protéine C réactive, inflammation
pt: Proteína C reativa, inflamação
hi: सी-रिएक्टिव प्रोटीन, सीआरपी, सूजन

RF 10 0 usual
en: Rheumatoid factor, rheumatism, rheuma
de: Rheumafaktor, Rheuma
ru: Ревматоидный фактор, ревмофактор, ревматизм
es: Factor reumatoide, reuma, reumatismo
fr: Facteur rhumatoïde, rhumatisme
pt: Fator reumatoide, reumatismo
hi: रूमेटाइड फैक्टर, आमवात

IGE 10 0 usual
en: Total IgE, allergy, allergies, immunoglobulin e
de: Gesamt-IgE, Allergie, Allergien
ru: Общий IgE, иммуноглобулин E, аллергия
es: IgE total, alergia
fr: IgE totales, allergie
pt: IgE total, alergia, alergias
hi: आईजीई, एलर्जी

TTG 10 0 gluten
en: Coeliac screen (tTG-IgA), coeliac, celiac, celiac disease, gluten
de: Zöliakie (tTG-IgA), Zöliakie
ru: Целиакия (tTG-IgA), целиакия, глютен
es: Celiaquía (tTG-IgA), celiaquía, celíaco
fr: Maladie cœliaque (tTG-IgA), cœliaque, maladie cœliaque, maladie coeliaque
pt: Doença celíaca (tTG-IgA), celíaca, doença celíaca, glúten
hi: सीलिएक, ग्लूटेन

PSA 10 0 prostate
en: Prostate-specific antigen (PSA), prostate-specific antigen, prostate
de: PSA (Prostata), Prostata
ru: ПСА (простата), ПСА, простата, простатический антиген
es: Antígeno prostático (PSA), antígeno prostático, próstata
fr: PSA (prostate), antigène prostatique
pt: PSA (próstata), antígeno prostático específico
hi: पीएसए, प्रोस्टेट
"""
