"""Invented names. Every person is put together from these lists by a seeded draw.

Well-known people are avoided: family names that point at one are left out of the lists, and
the combinations in `WELL_KNOWN` are never drawn.
"""

import unicodedata
from dataclasses import dataclass
from random import Random

from seed.demo.values import SEED


@dataclass(frozen=True, slots=True)
class Pool:
    """Given and family names that go together; `weight` says how often they are drawn."""

    weight: int
    given: tuple[str, ...]
    family: tuple[str, ...]


def _pool(weight: int, given: str, family: str) -> Pool:
    return Pool(weight, tuple(given.split()), tuple(family.split()))


POOLS = (
    _pool(
        40,
        """
        Aksel Albert Alfred Amalie Anders Andrea Ane Anette Anja Anne Anniken Are Aslak Astrid
        August Aurora Bendik Benjamin Birgitte Birk Bjarte Brage Camilla Carl Cecilie Christian
        Dina Eirik Eirin Eivind Elias Elin Eline Ella Embla Emil Emilie Endre Erlend Eskil Espen
        Even Fredrik Frida Frode Geir Gina Gjertrud Gunnhild Guro Halvor Hanna Hanne Hauk Hedda
        Hege Heidi Helene Helga Henriette Henrik Herman Hermine Hilde Håkon Håvard Ida Inga
        Ingeborg Inger Ingrid Isak Iselin Ivar Jakob Jenny Jens Jo Johan Johanne Jon Jonas
        Jørgen Julie Kaja Karen Kari Karoline Kasper Katrine Kine Kjersti Kjetil Knut Kristian
        Kristin Kristoffer Lars Lasse Lea Leif Lene Linda Line Linn Lisa Live Liv Loke Magnus
        Maja Malene Malin Marcus Maren Margrete Mari Maria Marianne Marit Marius Markus Marte
        Martin Martine Mathias Mathilde Mats Mette Mikkel Mille Mina Mona Morten Nils Nina Noah
        Nora Odin Ola Olav Ole Oline Oliver Oskar Peder Pernille Per Petter Philip Ragnar
        Ragnhild Randi Rebekka Reidun Ronja Runa Rune Sander Sara Selma Sigrid Sigurd Silje
        Simen Sindre Siri Siv Sivert Snorre Sofie Solveig Stian Stine Sunniva Susanne Svein
        Sverre Synne Synnøve Terje Thea Thomas Tiril Tobias Tom Tone Tonje Tora Torbjørn Tord
        Tormod Torunn Trine Trond Truls Trygve Tuva Ulrik Une Vegard Vemund Vetle Vibeke Vilde
        Vilja Wenche Yngve Yngvild Ylva Åse Åshild Åsmund Øystein Øyvind
        """,
        """
        Aabakken Aakvik Aanesland Aarflot Alvsåker Amundrud Andøy Angelskår Apeland Askvang
        Aunet Austdal Bakketun Balstad Barlindhaug Berdal Bergslid Bjerkås Bjønnes Bjørnebekk
        Blikstad Bogetveit Botnmark Brattåker Breidablik Brekkhus Bruvoll Brynhildsrud Buvollen
        Dalsegg Dragsund Dyrdal Dyrstad Eidsmo Eikeskog Eikrem Einarsrud Ekornrud Elvebakken
        Elvestrand Engebakk Enggrav Espeseth Evjedal Fagerhaug Fagermoen Falkenes Farstadvoll
        Fjellheim Fjørtoft Flaten Flekkerud Folkvord Fosshaug Fossmark Furuholt Furulund
        Gamlemshaug Garnes Gimsøy Gjelstenli Gjerdrum Gladhaug Granlie Grimstveit Grindheim
        Grønndal Gullhaug Gundersrud Haavik Hagebø Halsnes Hamarsnes Hammerås Haugerud Haukeli
        Heggdal Heggset Hellemo Henningsmoen Hestnes Hjelmeland Hjortnes Hofseth Hognestad
        Holtskog Hovdenak Hundhammer Husevåg Hylland Håkonsli Indrehus Isdahl Iversmo Jordheim
        Jørstad Kaldestad Kalvåg Kampevoll Kirkeng Kjelstad Kjerringvåg Klokkerhaug Kleppestø
        Klevstad Kolsrud Kongshaug Korsvold Kråkenes Kvalheim Kvammen Kveldro Kvisthus Langmyr
        Langseth Lauvdal Leirskar Lidal Lillebakk Lindås Ljosland Lundemo Lunderud Lyngmo
        Løkkeberg Løvbakken Løvenås Marstein Mellomås Midtbø Misund Mjelde Mjøen Mosvold Mykland
        Myrvang Mårdalen Nedrelid Nerdrum Nesbakken Nordbotten Nordgarden Nordhaug Norheimsvik
        Nyborgmo Nygjelten Nymoen Nystøl Næssvik Oddekalv Okstad Olderskog Oppegaard Opsahlmo
        Ormåsen Osmundsen Ottervik Overskeid Pedersrud Prestrud Rabbevåg Raknerud Ramsvik
        Rasmusmo Ravnaas Reinholt Revheim Ringdalen Risnes Rognlien Romsås Rosseland Rustadmo
        Ruudås Rypdal Rønningsbakk Røstvik Sagbakken Sagvolden Salthaug Sandbakken Sandnesmo
        Selboskar Selvåg Sjøvold Skagestad Skarpnes Skaugrud Skipenes Skjelbred Skjeseth
        Skogheim Skogvang Skreosen Skåndal Sletteng Smalås Smedsrud Snarvold Solheimsnes
        Sollihagen Spjelkavoll Stavrum Steinkjernes Stenhaug Storhaug Storlien Strandvoll
        Straumsnes Strømmegjerde Sundlisæter Sunnanå Svartås Svendsrud Sveum Sylteng Sæterbø
        Sørhagen Sørlie Tangevik Thorsrud Tingvold Tjeldvoll Tofterud Tollefsrud Torgersrud
        Torvik Tranås Trettebakk Tungesvik Tveitane Tverrlid Tømmerholt Uglebakken Ulvestad
        Urdal Uthaug Vadseth Valbekk Vangberg Varhaugvik Vasseng Vatneli Vedvik Veiholmen
        Vetlesand Vikebø Vikhammer Viksaas Vinjevoll Våland Warholm Wetlesrud Wiksund Wollebæk
        Ytreberg Ytterdal Øksendal Ørbekk Ørnes Østbakken Østengen Øvregard Øyehaug Ådnes Ålgård
        Åmdal Årvoll Åsebø Åsheimvik
        """,
    ),
    _pool(
        2,
        """
        Aila Ánne Ánte Áilu Biret Elle Inger-Ánne Iŋgá Issát Jovnna Láilá Máhtte Máret Mihkkal
        Niillas Ristiinná Sárá Sunná Ailo Per-Ánte
        """,
        """
        Anti Balto Bær Eira Gaup Guttorm Hætta Juuso Labba Magga Nango Näkkäläjärvi Oskal
        Porsanger Sokki Somby Somby-Eira Tornensis Tuomma Utsi Vars Ánttonen
        """,
    ),
    _pool(
        2,
        """
        Ananya Arjun Arsalan Asha Bilal Hamza Khadija Maryam Neha Priya Ravi Rohan Shirin Tariq
        Zainab Ayan
        """,
        """
        Ahmadi Akhtar Awan Begum Chaudhry Dhillon Iqbal Islam Kaur Kumar Malik Mukherjee Nair
        Pillai Qureshi Rahman Ramanathan Rehman Sheikh Singh Sivakumar Thapa Thevarajah Zaman
        """,
    ),
    _pool(
        2,
        """
        Aamir Ali Amir Ayse Deniz Elif Emre Farah Fatima Hana Hassan Ibrahim Karim Layla Leyla
        Mehmet Nadia Nasrin Noor Omar Rania Samira Yasmin Yusuf Zahra
        """,
        """
        Al-Amin Aslan Demir Duran Haddad Hakimi Hashemi Husseini Karimi Khalil Mehdi Mohseni
        Nasser Ozdemir Rahimi Saleh Salihi Yildiz Yilmaz
        """,
    ),
    _pool(
        1,
        """
        Abdirahman Aisha Amina Dawit Fadumo Hodan Idil Iman Ismail Mohamed Naima Selam Senait
        Tesfay Yonas
        """,
        """
        Abdi Abebe Adan Aden Farah Gebremariam Ghebre Haile Jama Mohamud Nur Osman Suleiman
        Tadesse Tekle Warsame Yohannes
        """,
    ),
    _pool(
        1,
        """
        Linh Mei Minh Thanh Wei Anh Bao Lan Trang Huy
        """,
        """
        Bui Chen Dang Dinh Hoang Lam Le Ngo Nguyen Pham Phan Tran Vuong Wang
        """,
    ),
    _pool(
        2,
        """
        Anastasia Diana Filip Goran Iryna Jelena Joanna Kamil Katarzyna Lukas Milan Mirza Nikola
        Oksana Oleksandr Piotr Sofija Viktoria Zofia
        """,
        """
        Bajric Berisha Halilovic Hodzic Jankovic Jovanovic Kaczmarek Kelmendi Kovac Kowalczyk
        Lewandowska Mehmeti Melnyk Nowak Pavlenko Petrov Popovic Shevchuk Stojanovic Wojcik
        Zielinska
        """,
    ),
    _pool(
        1,
        """
        Alejandra Carlos Lucia Mateo Grace Samuel Chiara Ines
        """,
        """
        Diallo Fernandes Igwe Kamara Okafor Oyelaran Santos Schmidt Moreau Rossi
        """,
    ),
)
"""Norwegian, Sami, South Asian, Middle Eastern, from the Horn of Africa, East Asian, East
European, and others."""

OTHER_FAMILY = 0.15
"""Share of people outside the first pool whose family name is Norwegian."""

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
        rng, weights = self._rng, [pool.weight for pool in POOLS]
        while True:
            [pool] = rng.choices(POOLS, weights)
            family = POOLS[0] if rng.random() < OTHER_FAMILY else pool
            pair = (rng.choice(pool.given), rng.choice(family.family))
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
