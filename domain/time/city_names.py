"""Cities by their older names and by those of other languages, where no library knows them.

tzdata keeps zones' older names (Calcutta, Saigon), CLDR says how languages call the cities that
zones are named after (Moskau, Нью-Йорк); see zone_search.
"""

from domain.time.zone_names import zones_of_lines

OTHER_NAMES = zones_of_lines("""
Asia/Kolkata: madras, poona, benares, varanasi, baroda, mysore, cawnpore, kanpur, trivandrum, cochin
Asia/Kolkata: kochi, jaipur, lucknow, surat, nueva delhi, nova delhi, nova deli, neu-delhi
Asia/Kolkata: मुंबई, बंबई, दिल्ली, नई दिल्ली, चेन्नई, बेंगलुरु, बंगलौर, हैदराबाद, पुणे, अहमदाबाद
Asia/Kolkata: мумбаи, бомбей, дели, нью-дели, бангалор, мадрас, ченнаи, bombaim, bombaj
Europe/Berlin: munique, múnich, monaco di baviera, мюнхен, кёльн, colonia, colônia, hamburgo
Europe/Berlin: hambourg, гамбург, frankfurt am main, francfort, fráncfort, франкфурт, штутгарт
Europe/Berlin: düsseldorf, дюссельдорф, nürnberg, nuremberg, núremberg, hannover, hanover, bremen
Europe/Berlin: brême, dresden, dresde, дрезден, leipzig, лейпциг, dortmund, essen, aachen
Europe/Zurich: genf, genève, ginebra, genebra, ginevra, женева, bâle, basilea, basileia, базель
Europe/Zurich: bern, berne, berna, берн, lausanne, lugano
Europe/Vienna: salzburg, salzbourg, salzburgo, зальцбург, graz, innsbruck, linz
Europe/Rome: mailand, milano, milán, milão, милан, neapel, napoli, nápoles, неаполь, torino, turín
Europe/Rome: турин, venedig, venice, venezia, venise, venecia, veneza, венеция, florenz, florence
Europe/Rome: firenze, florencia, florença, флоренция, genoa, genova, genua, gênes, bologna, palermo
Europe/Paris: lyons, lión, лион, marseilles, marsella, marselha, марсель, nizza, nice, niza, ницца
Europe/Paris: strassburg, strasbourg, estrasburgo, bordeaux, burdeos, бордо, lille, nantes
Europe/Madrid: barcelone, барселона, sevilla, sevilha, séville, севилья, saragossa, zaragoza, málaga
Europe/Lisbon: oporto, порту, lissabon, coimbra
Europe/London: manchester, edimburgo, édimbourg, эдинбург, liverpool, leeds, cardiff
Europe/Amsterdam: den haag, 's-gravenhage, la haye, la haya, haia, гаага, utrecht
Europe/Brussels: antwerp, antwerpen, anvers, amberes, antuérpia, антверпен, gent, ghent, gand
Europe/Brussels: bruges, brügge, liège, lüttich
Europe/Warsaw: kraków, cracow, krakau, cracovia, cracovie, cracóvia, краков, danzig, gdańsk
Europe/Warsaw: breslau, wrocław, posen, poznań, łódź, stettin, szczecin
Europe/Prague: brno, brünn, karlsbad
Europe/Bratislava: pressburg, pozsony
Europe/Vilnius: wilna, wilno
Europe/Tallinn: reval, ревель
Europe/Helsinki: helsingfors, turku
Europe/Oslo: christiania, kristiania, bergen
Europe/Stockholm: gothenburg, göteborg, гётеборг, malmö
Europe/Athens: thessaloniki, saloniki, thessalonique, salónica, салоники
Europe/Chisinau: kishinev, kischinew, кишинёв
America/Iqaluit: frobisher bay
America/Santo_Domingo: ciudad trujillo
Africa/Kinshasa: léopoldville, leopoldville
Africa/Lubumbashi: élisabethville, elisabethville, stanleyville
Africa/Maputo: lourenço marques
Africa/Ndjamena: fort lamy, fort-lamy
Africa/Bujumbura: usumbura
Indian/Antananarivo: tananarive
Asia/Jakarta: batavia
Asia/Dushanbe: stalinabad, сталинабад
Europe/Kaliningrad: königsberg, koenigsberg, кёнигсберг
Europe/Volgograd: stalingrad, сталинград, царицын
Europe/Kyiv: kiev, kiew, київ, lviv, lvov, lemberg, lwów, львов, odessa, odesa, одесса
Europe/Kyiv: kharkiv, kharkov, charkow, харьков, dnipro, днепр
Europe/Istanbul: constantinople, konstantinopel, constantinopla, константинополь, byzantium, stambul
Europe/Istanbul: ankara, ancara, анкара, angora, smyrna, izmir, измир
Europe/Moscow: санкт-петербург, петербург, питер, спб, петроград, ленинград, leningrad, leningrado
Europe/Moscow: petrograd, sankt petersburg, saint-pétersbourg, san petersburgo, são petersburgo
Europe/Moscow: kazan, казань, нижний новгород, ростов-на-дону, воронеж, краснодар, сочи, sotschi
Europe/Samara: куйбышев, kuibyshev, тольятти
Asia/Yekaterinburg: sverdlovsk, свердловск, челябинск, уфа, пермь, тюмень, chelyabinsk, ufa, perm
Asia/Almaty: alma-ata, алма-ата, astana, астана, nur-sultan, нур-султан
Asia/Bishkek: frunze, фрунзе
Asia/Tbilisi: tiflis, тифлис
Asia/Yerevan: erivan, eriwan, эривань
Asia/Shanghai: peking, pekin, pékin, pekín, pequim, пекин, pechino, 北京, 上海, 广州, 廣州, 深圳
Asia/Shanghai: canton, kanton, cantón, cantão, nanking, nanjing, tientsin, tianjin, 天津, 重庆
Asia/Hong_Kong: 香港
Asia/Taipei: 台北, 臺北
Asia/Tokyo: 東京, 大阪, 京都, edo, yokohama, осака, киото
Asia/Seoul: 서울, 부산, busan, pusan
Asia/Ho_Chi_Minh: hanói, ханой, सैगॉन, сайгон, saigón, ho chi minh city, ho-chi-minh-stadt
Asia/Yangon: rangún, rangum, mandalay, naypyidaw
Asia/Bangkok: กรุงเทพ, กรุงเทพฯ, krung thep
Asia/Jakarta: batavia, djakarta, bandung
Asia/Karachi: kurrachee, лахор, lahore, rawalpindi
Asia/Tehran: isfahan, teheran, teerã, teerão, تهران
Asia/Riyadh: jeddah, djidda, yeda, mecca, mekka, la mecque, la meca, meca, мекка, medina, الرياض
Asia/Dubai: abu dabi, abou dabi, abu-dhabi, абу-даби, دبي
Asia/Jerusalem: tel aviv, tel-aviv, тель-авив, haifa, jaffa
Africa/Cairo: alexandria, alexandrie, alejandría, александрия, القاهرة
Africa/Johannesburg: kapstadt, le cap, ciudad del cabo, cidade do cabo, кейптаун, pretoria
Africa/Kinshasa: leopoldville, léopoldville
Africa/Harare: salisbury
Africa/Maputo: lourenço marques
America/New_York: nova iorque, new-york, nueva york, бостон, вашингтон, filadelfia, майами
America/Los_Angeles: сан-франциско, são francisco, san diego
America/Toronto: montréal, монреаль, québec, quebec
America/Sao_Paulo: brasília, бразилиа, río de janeiro, рио-де-жанейро
America/Havana: habana, havane
America/Mexico_City: mexico df, méxico df, мехико
Europe/Berlin: koeln, muenchen, duesseldorf, nuernberg, wuppertal, bonn, potsdam, wiesbaden
Europe/Zurich: zuerich, luzern, lucerne, lucerna, winterthur, st. gallen, sankt gallen
Europe/Prague: praha, prague, пльзень, pilsen, ostrava
Europe/Warsaw: warszawa, lublin, katowice, kattowitz, gdynia
Europe/Copenhagen: københavn, aarhus, odense
Europe/Bucharest: bucurești, cluj, klausenburg, temeswar, timișoara
Europe/Athens: athina, αθήνα, piräus
Europe/Belgrade: beograd, београд, novi sad
Europe/Sofia: sofija
Europe/Sarajevo: sarajewo
Europe/Zagreb: agram, dubrovnik, ragusa, split, rijeka, fiume
Europe/Ljubljana: laibach, lubiana
Europe/Chisinau: kischinau
Europe/Kyiv: kyjiw, kyjiv, львів, одеса, харків, дніпро
Europe/Volgograd: stalingrad, сталинград, zarizyn, царицын
Europe/Moscow: горький, gorky, nischni nowgorod, sankt-peterburg, mosca, moskva
Europe/Kaliningrad: königsberg, koenigsberg, кёнигсберг
Europe/London: londra, londen, londyn
Europe/Paris: parigi, parijs, paryż
Europe/Rome: triest, trieste, bozen, bolzano, verona, catania
Europe/Istanbul: smirna, antalya, bursa
Atlantic/Faroe: tórshavn
Asia/Tashkent: toshkent, samarkand, самарканд
Asia/Shanghai: peiping, pechino, lhasa, лхаса
Asia/Urumqi: urumtschi, ürümqi
Asia/Taipei: formosa, taipeh
Asia/Kuala_Lumpur: penang, malacca, malakka, johor bahru
Asia/Yangon: рангун, burma, birma, birmanie, бирма
Asia/Tehran: persia, persien, perse
Asia/Bangkok: siam, chiang mai
Asia/Colombo: ceylon, ceilán, ceylan
Africa/Harare: rhodesia
Africa/Dar_es_Salaam: zanzibar, sansibar, dodoma
Africa/Cairo: al-qahira, kairo
America/Guayaquil: quito
America/Lima: cuzco, cusco
America/Los_Angeles: l.a., frisco, sacramento, portland
America/New_York: washington d.c., washington dc, philly, pittsburgh, cleveland, charlotte
America/Chicago: st. louis, saint louis, san antonio, minneapolis, new orleans, memphis
America/Denver: salt lake city, albuquerque
""")
"""Folded by whoever looks something up: upper case, accents and hyphens make no difference."""
