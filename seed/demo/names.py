"""Invented names. Every person is put together from these lists by a seeded draw.

Well-known people are avoided: family names that point at one are left out of the list,
and the combinations in `WELL_KNOWN` are never drawn.
"""

import unicodedata
from random import Random

from seed.demo.values import SEED

_GIVEN = """
Aksel Albert Alfred Amalie Anders Andrea Ane Anette Anja Anne Anniken Are Aslak Astrid August
Aurora Bendik Benjamin Birgitte Birk Bjarte Brage Camilla Carl Cecilie Christian Dina Eirik
Eirin Eivind Elias Elin Eline Ella Embla Emil Emilie Endre Erlend Eskil Espen Even Fredrik Frida
Frode Geir Gina Gjertrud Gunnhild Guro Halvor Hanna Hanne Hauk Hedda Hege Heidi Helene Helga
Henriette Henrik Herman Hermine Hilde Håkon Håvard Ida Inga Ingeborg Inger Ingrid Isak Iselin
Ivar Jakob Jenny Jens Jo Johan Johanne Jon Jonas Jørgen Julie Kaja Karen Kari Karoline Kasper
Katrine Kine Kjersti Kjetil Knut Kristian Kristin Kristoffer Lars Lasse Lea Leif Lene Linda Line
Linn Lisa Live Liv Loke Magnus Maja Malene Malin Marcus Maren Margrete Mari Maria Marianne Marit
Marius Markus Marte Martin Martine Mathias Mathilde Mats Mette Mikkel Mille Mina Mona Morten
Nils Nina Noah Nora Odin Ola Olav Ole Oline Oliver Oskar Peder Pernille Per Petter Philip Ragnar
Ragnhild Randi Rebekka Reidun Ronja Runa Rune Sander Sara Selma Sigrid Sigurd Silje Simen Sindre
Siri Siv Sivert Snorre Sofie Solveig Stian Stine Sunniva Susanne Svein Sverre Synne Synnøve
Terje Thea Thomas Tiril Tobias Tom Tone Tonje Tora Torbjørn Tord Tormod Torunn Trine Trond Truls
Trygve Tuva Ulrik Une Vegard Vemund Vetle Vibeke Vilde Vilja Wenche Yngve Yngvild Ylva Åse
Åshild Åsmund Øystein Øyvind Aila Ánne Ánte Áilu Biret Elle Inger-Ánne Iŋgá Issát Jovnna Láilá
Máhtte Máret Mihkkal Niillas Ristiinná Sárá Sunná Ailo Per-Ánte Aamir Abdirahman Aisha Alejandra
Ali Amina Amir Ananya Anastasia Arjun Arsalan Asha Ayan Ayse Bilal Carlos Dawit Deniz Diana Elif
Emre Fadumo Farah Fatima Filip Goran Hamza Hana Hassan Hodan Ibrahim Idil Iman Iryna Ismail
Jelena Joanna Kamil Karim Katarzyna Khadija Layla Leyla Linh Lukas Maryam Mehmet Mei Milan Minh
Mirza Mohamed Nadia Naima Nasrin Neha Nikola Noor Oksana Oleksandr Omar Piotr Priya Rania Ravi
Rohan Samira Selam Senait Shirin Sofija Tariq Thanh Tesfay Viktoria Wei Yasmin Yonas Yusuf Zahra
Zainab Zofia
"""
GIVEN = tuple(_GIVEN.split())

_FAMILY = """
Aabakken Aakvik Aanesland Aarflot Alvsåker Amundrud Andøy Angelskår Apeland Askvang Aunet
Austdal Bakketun Balstad Barlindhaug Berdal Bergslid Bjerkås Bjønnes Bjørnebekk Blikstad
Bogetveit Botnmark Brattåker Breidablik Brekkhus Bruvoll Brynhildsrud Buvollen Dalsegg Dragsund
Dyrdal Dyrstad Eidsmo Eikeskog Eikrem Einarsrud Ekornrud Elvebakken Elvestrand Engebakk Enggrav
Espeseth Evjedal Fagerhaug Fagermoen Falkenes Farstadvoll Fjellheim Fjørtoft Flaten Flekkerud
Folkvord Fosshaug Fossmark Furuholt Furulund Gamlemshaug Garnes Gimsøy Gjelstenli Gjerdrum
Gladhaug Granlie Grimstveit Grindheim Grønndal Gullhaug Gundersrud Haavik Hagebø Halsnes
Hamarsnes Hammerås Haugerud Haukeli Heggdal Heggset Hellemo Henningsmoen Hestnes Hjelmeland
Hjortnes Hofseth Hognestad Holtskog Hovdenak Hundhammer Husevåg Hylland Håkonsli Indrehus Isdahl
Iversmo Jordheim Jørstad Kaldestad Kalvåg Kampevoll Kirkeng Kjelstad Kjerringvåg Klokkerhaug
Kleppestø Klevstad Kolsrud Kongshaug Korsvold Kråkenes Kvalheim Kvammen Kveldro Kvisthus Langmyr
Langseth Lauvdal Leirskar Lidal Lillebakk Lindås Ljosland Lundemo Lunderud Lyngmo Løkkeberg
Løvbakken Løvenås Marstein Mellomås Midtbø Misund Mjelde Mjøen Mosvold Mykland Myrvang Mårdalen
Nedrelid Nerdrum Nesbakken Nordbotten Nordgarden Nordhaug Norheimsvik Nyborgmo Nygjelten Nymoen
Nystøl Næssvik Oddekalv Okstad Olderskog Oppegaard Opsahlmo Ormåsen Osmundsen Ottervik Overskeid
Pedersrud Prestrud Rabbevåg Raknerud Ramsvik Rasmusmo Ravnaas Reinholt Revheim Ringdalen Risnes
Rognlien Romsås Rosseland Rustadmo Ruudås Rypdal Rønningsbakk Røstvik Sagbakken Sagvolden
Salthaug Sandbakken Sandnesmo Selboskar Selvåg Sjøvold Skagestad Skarpnes Skaugrud Skipenes
Skjelbred Skjeseth Skogheim Skogvang Skreosen Skåndal Sletteng Smalås Smedsrud Snarvold
Solheimsnes Sollihagen Spjelkavoll Stavrum Steinkjernes Stenhaug Storhaug Storlien Strandvoll
Straumsnes Strømmegjerde Sundlisæter Sunnanå Svartås Svendsrud Sveum Sylteng Sæterbø Sørhagen
Sørlie Tangevik Thorsrud Tingvold Tjeldvoll Tofterud Tollefsrud Torgersrud Torvik Tranås
Trettebakk Tungesvik Tveitane Tverrlid Tømmerholt Uglebakken Ulvestad Urdal Uthaug Vadseth
Valbekk Vangberg Varhaugvik Vasseng Vatneli Vedvik Veiholmen Vetlesand Vikebø Vikhammer Viksaas
Vinjevoll Våland Warholm Wetlesrud Wiksund Wollebæk Ytreberg Ytterdal Øksendal Ørbekk Ørnes
Østbakken Østengen Øvregard Øyehaug Ådnes Ålgård Åmdal Årvoll Åsebø Åsheimvik Anti Balto Bær
Eira Gaup Guttorm Hætta Juuso Labba Magga Nango Näkkäläjärvi Oskal Porsanger Sokki Somby
Somby-Eira Tornensis Tuomma Utsi Vars Ánttonen Abdi Abebe Adan Aden Ahmadi Akhtar Al-Amin Aslan
Awan Bajric Begum Berisha Bui Chaudhry Chen Dang Demir Dhillon Diallo Dinh Duran Farah Fernandes
Gebremariam Ghebre Haddad Haile Hakimi Halilovic Hashemi Hassan Hodzic Hoang Husseini Igwe Iqbal
Islam Jama Jankovic Jovanovic Kaczmarek Kamara Karimi Kaur Kelmendi Khalil Kovac Kowalczyk Kumar
Lam Le Lewandowska Malik Mehdi Mehmeti Melnyk Mohamud Mohseni Mukherjee Nair Nasser Ngo Nguyen
Nowak Nur Okafor Osman Oyelaran Ozdemir Pavlenko Petrov Pham Phan Pillai Popovic Qureshi Rahimi
Rahman Ramanathan Rehman Saleh Salihi Santos Schmidt Sheikh Shevchuk Singh Sivakumar Stojanovic
Suleiman Tadesse Tekle Thapa Thevarajah Tran Vuong Wojcik Wang Warsame Yildiz Yilmaz Yohannes
Zaman Zielinska
"""
FAMILY = tuple(_FAMILY.split())

WELL_KNOWN = frozenset(
    {
        ("Ailo", "Gaup"), ("Nils", "Gaup"), ("Mikkel", "Gaup"), ("Aslak", "Hætta"),
        ("Nils", "Utsi"), ("Ole", "Magga"), ("Inga", "Juuso"), ("Mohamed", "Farah"),
        ("Ali", "Karimi"), ("Jelena", "Jankovic"), ("Milan", "Jovanovic"), ("Wei", "Wang"),
        ("Omar", "Hakimi"), ("Hassan", "Nur"), ("Yusuf", "Islam"),
    }
)  # fmt: skip
"""Combinations that name, or are easily taken for, somebody well known."""

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


class NameSource:
    """Names for one group of people, drawn without repetition within the group."""

    def __init__(self, group: str, block: int, taken: frozenset[tuple[str, str]]) -> None:
        """`taken` are names that must not be drawn, such as those of the cast."""
        self._rng = Random(f"{SEED}:names:{group}:{block}")
        self._taken = set(taken) | WELL_KNOWN

    def draw(self) -> tuple[str, str]:
        """A given name and a family name."""
        while True:
            pair = (self._rng.choice(GIVEN), self._rng.choice(FAMILY))
            if pair not in self._taken:
                self._taken.add(pair)
                return pair


def username(given: str, family: str) -> str:
    """`Ingrid Solbakken` as `ingrid.solbakken`: small letters a to z, with hyphens."""
    return f"{_plain(given)}.{_plain(family)}"


def _plain(name: str) -> str:
    text = name.lower().translate(_LETTERS).replace(" ", "-")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if letter.isascii())
