"""How people prepare for the standard tests, by the names that these use, in seven languages."""

PREPARATION = """
usual
en: None. Eat, drink and take your medicines as usual.
de: Keine. Essen, trinken und nehmen Sie Ihre Medikamente wie gewohnt.
ru: Не нужна. Ешьте, пейте и принимайте лекарства как обычно.
es: Ninguna. Coma, beba y tome sus medicamentos como siempre.
fr: Aucune. Mangez, buvez et prenez vos médicaments comme d’habitude.
pt: Nenhum. Coma, beba e tome seus remédios como sempre.
hi: कोई नहीं। हमेशा की तरह खाएँ, पिएँ और दवाएँ लें।

fast
en: Eat and drink nothing but water for 8 hours before. Do not smoke that morning.
de: 8 Stunden vorher nichts essen und nur Wasser trinken. An dem Morgen nicht rauchen.
ru: За 8 часов ничего не ешьте и пейте только воду. Утром не курите.
es: No coma nada y beba solo agua 8 horas antes. No fume esa mañana.
fr: Ne mangez rien et ne buvez que de l’eau pendant 8 heures avant. Ne fumez pas ce matin-là.
pt: Não coma nada e beba só água por 8 horas antes. Não fume nessa manhã.
hi: 8 घंटे पहले से केवल पानी पिएँ, कुछ न खाएँ। उस सुबह धूम्रपान न करें।

load
en: Eat as usual for three days, then nothing but water for 8 hours before. You stay sitting for
 two hours and do not smoke.
de: Drei Tage wie gewohnt essen, dann 8 Stunden vorher nur Wasser. Sie bleiben zwei Stunden sitzen
 und rauchen nicht.
ru: Три дня питайтесь как обычно, затем 8 часов только вода. Два часа вы сидите и не курите.
es: Coma normal tres días y después solo agua 8 horas antes. Estará dos horas sentado, sin fumar.
fr: Mangez normalement trois jours, puis seulement de l’eau 8 heures avant. Vous restez assis deux
 heures, sans fumer.
pt: Coma normalmente por três dias e depois só água por 8 horas. Fique sentado duas
 horas, sem fumar.
hi: तीन दिन सामान्य भोजन करें, फिर 8 घंटे केवल पानी। दो घंटे बैठे रहना है, धूम्रपान न करें।

fats
en: Eat nothing for 9 to 12 hours before; water is fine. No alcohol the day before.
de: 9 bis 12 Stunden vorher nichts essen; Wasser ist erlaubt. Am Tag davor kein Alkohol.
ru: Не ешьте за 9–12 часов; воду можно. Накануне без алкоголя.
es: No coma nada de 9 a 12 horas antes; puede beber agua. Sin alcohol el día anterior.
fr: Ne mangez rien pendant 9 à 12 heures avant ; l’eau est permise. Pas d’alcool la veille.
pt: Não coma nada de 9 a 12 horas antes; água pode. Sem álcool no dia anterior.
hi: 9 से 12 घंटे पहले से कुछ न खाएँ; पानी पी सकते हैं। एक दिन पहले शराब न लें।

liver
en: Eat nothing for 8 hours before; water is fine. No alcohol the day before.
de: 8 Stunden vorher nichts essen; Wasser ist erlaubt. Am Tag davor kein Alkohol.
ru: Не ешьте за 8 часов; воду можно. Накануне без алкоголя.
es: No coma nada 8 horas antes; puede beber agua. Sin alcohol el día anterior.
fr: Ne mangez rien pendant 8 heures avant ; l’eau est permise. Pas d’alcool la veille.
pt: Não coma nada por 8 horas antes; água pode. Sem álcool no dia anterior.
hi: 8 घंटे पहले से कुछ न खाएँ; पानी पी सकते हैं। एक दिन पहले शराब न लें।

iron
en: Come in the morning; for 8 hours before nothing but water. No iron tablets the day before.
de: Morgens kommen, 8 Stunden vorher nur Wasser. Am Tag davor keine Eisentabletten.
ru: Приходите утром; за 8 часов только вода. Накануне не принимайте железо.
es: Venga por la mañana; 8 horas antes solo agua. Sin pastillas de hierro el día anterior.
fr: Venez le matin ; 8 heures avant, seulement de l’eau. Pas de comprimés de fer la veille.
pt: Venha de manhã; 8 horas antes só água. Sem comprimidos de ferro no dia anterior.
hi: सुबह आएँ; 8 घंटे पहले से केवल पानी। एक दिन पहले आयरन की गोली न लें।

thinners
en: Eat as usual. Tell us which blood thinners you take, and when you took the last one.
de: Essen wie gewohnt. Sagen Sie uns, welche Blutverdünner Sie nehmen und wann zuletzt.
ru: Ешьте как обычно. Скажите, какие препараты для разжижения крови вы принимаете и когда последний.
es: Coma como siempre. Díganos qué anticoagulantes toma y cuándo tomó el último.
fr: Mangez comme d’habitude. Dites-nous quels anticoagulants vous prenez et quand était le dernier.
pt: Coma como sempre. Diga quais anticoagulantes você toma e quando tomou o último.
hi: सामान्य भोजन करें। बताएँ कि खून पतला करने की कौन सी दवा लेते हैं और आख़िरी कब ली।

biotin
en: You may eat and drink as usual. Stop biotin 2 days before.
de: Sie dürfen wie gewohnt essen und trinken. Biotin 2 Tage vorher absetzen.
ru: Можно есть и пить как обычно. Биотин не принимайте 2 дня.
es: Puede comer y beber como siempre. Deje la biotina 2 días antes.
fr: Vous pouvez manger et boire comme d’habitude. Arrêtez la biotine 2 jours avant.
pt: Pode comer e beber como sempre. Pare a biotina 2 dias antes.
hi: सामान्य खा-पी सकते हैं। बायोटिन 2 दिन पहले बंद करें।

thyroid
en: Come in the morning, before your thyroid tablets. Stop biotin 2 days before.
de: Morgens vor Ihren Schilddrüsentabletten kommen. Biotin 2 Tage vorher absetzen.
ru: Приходите утром до приёма таблеток для щитовидной железы. Биотин не принимайте 2 дня.
es: Venga por la mañana, antes de sus pastillas de tiroides. Deje la biotina 2 días antes.
fr: Venez le matin, avant vos comprimés pour la thyroïde. Arrêtez la biotine 2 jours avant.
pt: Venha de manhã, antes do remédio da tireoide. Pare a biotina 2 dias antes.
hi: सुबह, थायराइड की गोली से पहले आएँ। बायोटिन 2 दिन पहले बंद करें।

early
en: Come between 7 and 10 in the morning; the value falls during the day.
de: Zwischen 7 und 10 Uhr morgens kommen; der Wert sinkt im Lauf des Tages.
ru: Приходите с 7 до 10 утра: днём показатель снижается.
es: Venga entre las 7 y las 10 de la mañana; el valor baja durante el día.
fr: Venez entre 7 et 10 heures du matin ; la valeur baisse dans la journée.
pt: Venha entre 7 e 10 horas da manhã; o valor cai durante o dia.
hi: सुबह 7 से 10 बजे के बीच आएँ; दिन में मान घटता है।

rest
en: Come two to three hours after you woke up, and rest for half an hour before.
de: Zwei bis drei Stunden nach dem Aufwachen kommen und vorher eine halbe Stunde ruhen.
ru: Приходите через 2–3 часа после пробуждения и отдохните полчаса перед анализом.
es: Venga dos o tres horas después de despertarse y descanse media hora antes.
fr: Venez deux à trois heures après le réveil et reposez-vous une demi-heure avant.
pt: Venha de duas a três horas depois de acordar e descanse meia hora antes.
hi: जागने के दो-तीन घंटे बाद आएँ और पहले आधा घंटा आराम करें।

cycle
en: Ask your doctor on which day of your cycle to come.
de: Fragen Sie Ihre Ärztin oder Ihren Arzt, an welchem Zyklustag Sie kommen sollen.
ru: Спросите врача, в какой день цикла прийти.
es: Pregunte a su médico en qué día del ciclo debe venir.
fr: Demandez à votre médecin quel jour du cycle venir.
pt: Pergunte ao seu médico em que dia do ciclo vir.
hi: डॉक्टर से पूछें कि चक्र के किस दिन आना है।

muscle
en: The day before, eat little meat and do no hard exercise. Drink as usual.
de: Am Tag davor wenig Fleisch essen und keinen anstrengenden Sport. Trinken wie gewohnt.
ru: Накануне ешьте мало мяса и избегайте тяжёлых нагрузок. Пейте как обычно.
es: El día anterior coma poca carne y no haga ejercicio intenso. Beba como siempre.
fr: La veille, mangez peu de viande et évitez le sport intense. Buvez comme d’habitude.
pt: No dia anterior coma pouca carne e evite exercício intenso. Beba como sempre.
hi: एक दिन पहले मांस कम खाएँ और कड़ी कसरत न करें। पानी सामान्य पिएँ।

gluten
en: Go on eating gluten (bread, pasta) as before: without it the result can be wrong.
de: Essen Sie weiter Gluten (Brot, Nudeln) wie bisher: Ohne kann das Ergebnis falsch sein.
ru: Продолжайте есть глютен (хлеб, макароны): без него результат может быть неверным.
es: Siga comiendo gluten (pan, pasta) como antes: sin él el resultado puede ser falso.
fr: Continuez à manger du gluten (pain, pâtes) : sans lui, le résultat peut être faux.
pt: Continue comendo glúten (pão, massa): sem ele o resultado pode ser falso.
hi: ग्लूटेन (रोटी, पास्ता) पहले की तरह खाते रहें: इसके बिना परिणाम गलत हो सकता है।

prostate
en: For two days before: no cycling and no ejaculation.
de: Zwei Tage vorher: nicht Rad fahren und kein Samenerguss.
ru: Два дня до анализа: без велосипеда и эякуляции.
es: Dos días antes: sin bicicleta ni eyaculación.
fr: Deux jours avant : ni vélo ni éjaculation.
pt: Dois dias antes: sem bicicleta e sem ejaculação.
hi: दो दिन पहले से साइकिल न चलाएँ और वीर्यपात न हो।

urine
en: The first urine of the morning is best. Wash, let the first part go, then fill the cup.
de: Am besten der erste Urin am Morgen. Waschen, den ersten Teil laufen lassen, dann auffangen.
ru: Лучше первая утренняя моча. Подмойтесь, слейте первую порцию и наполните баночку.
es: Mejor la primera orina de la mañana. Lávese, deje ir el primer chorro y llene el vaso.
fr: La première urine du matin est la meilleure. Lavez-vous, jetez le début, puis remplissez le pot.
pt: A primeira urina da manhã é a melhor. Lave-se, despreze o primeiro jato e encha o copo.
hi: सुबह का पहला मूत्र सबसे अच्छा है। धोएँ, पहला भाग जाने दें, फिर कप भरें।

culture
en: Before any antibiotic. Wash, let the first part go, fill the sterile cup, and bring it within
 two hours.
de: Vor jedem Antibiotikum. Waschen, den ersten Teil laufen lassen, den sterilen Becher füllen und
 binnen zwei Stunden bringen.
ru: До антибиотиков. Подмойтесь, слейте первую порцию, наполните стерильную баночку и принесите
 в течение двух часов.
es: Antes de cualquier antibiótico. Lávese, deje ir el primer chorro, llene el vaso estéril y
 tráigalo en dos horas.
fr: Avant tout antibiotique. Lavez-vous, éliminez le premier jet, remplissez le flacon stérile et
 apportez-le sous deux heures.
pt: Antes de qualquer antibiótico. Lave-se, despreze o primeiro jato, encha o frasco estéril e
 traga em até duas horas.
hi: एंटीबायोटिक से पहले। धोएँ, पहला भाग जाने दें, साफ़ डिब्बा भरें और दो घंटे में लाएँ।

stool
en: Bring a fresh sample, the size of a walnut, in a clean closed cup, without urine or water.
de: Eine frische Probe, so groß wie eine Walnuss, im sauberen geschlossenen Becher, ohne Urin
 und Wasser.
ru: Принесите свежий образец размером с грецкий орех в чистой закрытой баночке, без мочи и воды.
es: Traiga una muestra fresca, del tamaño de una nuez, en un frasco limpio y cerrado, sin orina.
fr: Apportez un échantillon frais, gros comme une noix, dans un flacon propre et fermé, sans urine.
pt: Traga uma amostra fresca, do tamanho de uma noz, em frasco limpo e fechado, sem urina.
hi: अखरोट जितना ताज़ा नमूना साफ़ बंद डिब्बे में लाएँ, मूत्र या पानी न मिले।

occult
en: Bring a fresh sample in the tube that we give you. Not during a period or with piles that bleed.
de: Eine frische Probe im Röhrchen, das wir Ihnen geben. Nicht während der Regel oder bei
 blutenden Hämorrhoiden.
ru: Свежий образец в пробирке, которую мы дадим. Не во время месячных и не при кровоточащем
 геморрое.
es: Traiga una muestra fresca en el tubo que le damos. No durante la regla ni con hemorroides
 que sangran.
fr: Apportez un échantillon frais dans le tube fourni. Pas pendant les règles ni avec des
 hémorroïdes qui saignent.
pt: Traga uma amostra fresca no tubo que damos. Não durante a menstruação nem com hemorroidas
 que sangram.
hi: हमारी दी हुई नली में ताज़ा नमूना लाएँ। माहवारी या खूनी बवासीर के समय नहीं।

swab
en: Do not eat, drink, smoke or clean your teeth for one hour before.
de: Eine Stunde vorher nicht essen, trinken, rauchen oder Zähne putzen.
ru: За час не ешьте, не пейте, не курите и не чистите зубы.
es: Una hora antes no coma, beba, fume ni se lave los dientes.
fr: Une heure avant, ne mangez, ne buvez, ne fumez pas et ne vous brossez pas les dents.
pt: Uma hora antes não coma, beba, fume nem escove os dentes.
hi: एक घंटे पहले से न खाएँ, न पिएँ, न धूम्रपान करें, न दाँत साफ़ करें।
"""
