"""Names people use for time zones that are no IANA names: cities, abbreviations, offsets."""

from datetime import timedelta


def zones_of_lines(text: str) -> dict[str, str]:
    """Name -> zone, from lines such as 'Asia/Tokyo: osaka, kyoto'."""
    lines = (line.split(": ") for line in text.strip().splitlines())
    return {name: zone for zone, names in lines for name in names.split(", ")}


CITIES = zones_of_lines("""
Asia/Kolkata: mumbai, bombay, delhi, new delhi, bangalore, bengaluru, chennai, hyderabad, pune
Asia/Kolkata: ahmedabad
Europe/Berlin: munich, münchen, hamburg, cologne, köln, frankfurt, stuttgart, leipzig
Europe/Madrid: barcelona, valencia, seville
Europe/Paris: lyon, marseille, toulouse
Europe/Rome: milan, naples, turin
Europe/Zurich: geneva, basel
Europe/Amsterdam: rotterdam, the hague
Europe/London: manchester, birmingham, edinburgh, glasgow
Europe/Lisbon: porto
Europe/Warsaw: krakow
Europe/Kyiv: kiev
Europe/Moscow: saint petersburg, st petersburg, москва
America/New_York: new york city, nyc, boston, washington, miami, atlanta, philadelphia
America/Chicago: houston, dallas, austin
America/Los_Angeles: la, san francisco, san diego, seattle, las vegas
America/Toronto: montreal, ottawa
America/Edmonton: calgary
America/Sao_Paulo: rio, rio de janeiro, brasilia, são paulo
America/Bogota: bogotá
America/Mexico_City: guadalajara
Asia/Shanghai: beijing, shenzhen, guangzhou
Asia/Tokyo: osaka, kyoto
Asia/Ho_Chi_Minh: hanoi, saigon
Asia/Dubai: abu dhabi
Asia/Jerusalem: tel aviv
Asia/Karachi: islamabad, lahore
Africa/Lagos: abuja
Africa/Johannesburg: cape town, durban
Australia/Sydney: canberra
Pacific/Auckland: wellington
""")
"""Large cities without an IANA zone of their own name, lower case."""

ABBREVIATIONS = zones_of_lines("""
UTC: utc, gmt, z
America/New_York: et, est, edt
America/Chicago: ct, cdt
America/Denver: mt, mdt
America/Los_Angeles: pt, pst, pdt
Europe/Paris: cet, cest
Europe/Berlin: mez, mesz
Europe/Helsinki: eet, eest
Europe/Lisbon: wet
Europe/London: bst
Europe/Moscow: msk
Asia/Tokyo: jst
Asia/Seoul: kst
Asia/Hong_Kong: hkt
Asia/Singapore: sgt
Australia/Sydney: aest, aedt
Africa/Lagos: wat
Africa/Johannesburg: sast
America/Sao_Paulo: brt
""")
"""The place whose local time people mean."""

SHARED = {
    "cst": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
}
"""Abbreviations that several places use: we ask."""

FIXED = {
    timedelta(hours=-9, minutes=-30): "Pacific/Marquesas",
    timedelta(hours=3, minutes=30): "Asia/Tehran",
    timedelta(hours=4, minutes=30): "Asia/Kabul",
    timedelta(hours=5, minutes=30): "Asia/Kolkata",
    timedelta(hours=5, minutes=45): "Asia/Kathmandu",
    timedelta(hours=6, minutes=30): "Asia/Yangon",
    timedelta(hours=8, minutes=45): "Australia/Eucla",
    timedelta(hours=9, minutes=30): "Australia/Darwin",
}
"""Zones without changes of clocks for offsets that are no whole hours."""

COMMON = (
    *("Europe/London", "Europe/Lisbon", "Europe/Berlin", "Europe/Paris", "Europe/Madrid"),
    *("Europe/Rome", "Europe/Athens", "Europe/Helsinki", "Europe/Istanbul", "Europe/Moscow"),
    *("Africa/Lagos", "Africa/Nairobi", "Africa/Johannesburg", "Africa/Cairo"),
    *("Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Jakarta"),
    *("Asia/Bangkok", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul"),
    *("Australia/Perth", "Australia/Sydney", "Australia/Adelaide"),
    "Pacific/Auckland",
    *("America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/Halifax", "America/New_York"),
    *("America/Bogota", "America/Chicago", "America/Mexico_City", "America/Denver"),
    *("America/Phoenix", "America/Los_Angeles", "America/Anchorage"),
    "Pacific/Honolulu",
)
"""Zones that most people live in, offered before the others."""
