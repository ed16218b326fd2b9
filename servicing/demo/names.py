"""Names, places and numbers that made-up people are put together from."""

FIRST = (
    "Aaliyah Adam Aisha Alice Amelia Anh Arjun Audrey Benjamin Bridget Caitlin Callum Charlotte "
    "Chen Daniel Darcy Deepak Elena Elizabeth Ethan Fatima Felix Freya George Grace Hamish Hannah "
    "Harriet Hugo Imogen Isla Ivy Jack James Jarrah Jasmine Joshua Katherine Kirra Lachlan Leila "
    "Liam Linh Lucas Maeve Marcus Matilda Mei Michael Mohammed Nathan Nikhil Noah Olivia Oscar "
    "Patrick Penelope Priya Quentin Rebecca Rohan Ruby Samuel Sienna Sofia Stavros Talia Thomas "
    "Thuy Tyson Victoria William Xavier Yasmin Zara Zoe"
).split()

LAST = (
    "Abbott Ahmed Anderson Banerjee Bennett Brennan Campbell Carter Chan Collins Costa Dawson "
    "Delaney Dimitriou Doyle Edwards Fairweather Fitzgerald Fletcher Gallagher Georgiou Gupta "
    "Haddad Harrison Hussein Ibrahim Jansen Kaur Kelly Kowalski Larkin Lawson Lim Mahoney "
    "Malouf Marinos McKenzie Mitchell Moretti Nakamura Nguyen Novak O'Brien O'Connor Okafor "
    "Papadakis Patel Pham Quigley Rahman Reid Richardson Romano Rossi Sanderson Sharma Silva "
    "Sinclair Singh Stevenson Sullivan Tanaka Tran Vasquez Vella Walsh Whitlock Williams Wong "
    "Yilmaz Zhang"
).split()

SHORT = {
    "Benjamin": "Ben",
    "Charlotte": "Charlie",
    "Daniel": "Dan",
    "Elizabeth": "Liz",
    "Jasmine": "Jas",
    "Joshua": "Josh",
    "Katherine": "Kate",
    "Lachlan": "Lachie",
    "Matilda": "Tilly",
    "Michael": "Mick",
    "Mohammed": "Mo",
    "Patrick": "Paddy",
    "Penelope": "Penny",
    "Rebecca": "Bec",
    "Samuel": "Sam",
    "Thomas": "Tom",
    "Victoria": "Vic",
    "William": "Will",
}

FLAGS = {
    "vulnerable_flag": 0.05,
    "staff_flag": 0.02,
    "investor_flag": 0.01,
    "founder_flag": 0.004,
}

FICTION_MOBILES = (
    "0491570006 0491570110 0491570156 0491570157 0491570158 0491570159 0491570313 0491570737 "
    "0491571266 0491571491 0491571804 0491572549 0491572665 0491572983 0491573087 0491573770 "
    "0491574118 0491574632 0491575254 0491575789 0491576398 0491576801 0491577426 0491577644 "
    "0491578148 0491578888 0491578957 0491579212 0491579455 0491579760"
).split()

SUBURBS = (
    ("Parramatta", "NSW", "2150"),
    ("Newtown", "NSW", "2042"),
    ("Wollongong", "NSW", "2500"),
    ("Dubbo", "NSW", "2830"),
    ("Penrith", "NSW", "2750"),
    ("Footscray", "VIC", "3011"),
    ("Geelong", "VIC", "3220"),
    ("Dandenong", "VIC", "3175"),
    ("Ballarat Central", "VIC", "3350"),
    ("Preston", "VIC", "3072"),
    ("Fortitude Valley", "QLD", "4006"),
    ("Logan Central", "QLD", "4114"),
    ("Townsville City", "QLD", "4810"),
    ("Ipswich", "QLD", "4305"),
    ("Fremantle", "WA", "6160"),
    ("Midland", "WA", "6056"),
    ("Bunbury", "WA", "6230"),
    ("Glenelg", "SA", "5045"),
    ("Elizabeth", "SA", "5112"),
    ("Mount Gambier", "SA", "5290"),
    ("Glenorchy", "TAS", "7010"),
    ("Launceston", "TAS", "7250"),
    ("Belconnen", "ACT", "2617"),
    ("Palmerston City", "NT", "0830"),
)

STREETS = (
    "Banksia Bottlebrush Brolga Corella Currawong Firetail Galah Grevillea Honeyeater Ironbark "
    "Jacaranda Kingfisher Lorikeet Lyrebird Magpie Mulga Paperbark Pardalote Quandong Rosella "
    "Saltbush Spinifex Stringybark Tallowwood Waratah Wattlebird Whipbird Yellowbox"
).split()

STREET_TYPES = ("Street", "Road", "Avenue", "Court", "Crescent", "Place", "Lane", "Parade")
