"""Facts that the demo model is taught: the plain lists behind the corpus, and nothing about wording.

Everything is common knowledge written down for this project. Lists are kept as text so that a line
of this file reads like a line of a table.
"""

from dataclasses import dataclass

LARGEST = 100  # number to calculate with and to name


def _pairs(table: str) -> dict[str, str]:
    """Read ``left: right; left: right`` over any number of lines."""
    entries = (entry.split(":") for entry in table.replace("\n", " ").split(";") if entry.strip())
    return {left.strip(): right.strip() for left, right in entries}


# Names carry the article they are spoken with. Capitals are written without accents.
CAPITALS = _pairs("""
France: Paris; Germany: Berlin; Spain: Madrid; Portugal: Lisbon; Italy: Rome; the United Kingdom: London;
Ireland: Dublin; the Netherlands: Amsterdam; Belgium: Brussels; Switzerland: Bern; Austria: Vienna;
Poland: Warsaw; Czechia: Prague; Slovakia: Bratislava; Hungary: Budapest; Romania: Bucharest;
Bulgaria: Sofia; Greece: Athens; Turkey: Ankara; Serbia: Belgrade; Croatia: Zagreb; Slovenia: Ljubljana;
Albania: Tirana; North Macedonia: Skopje; Montenegro: Podgorica; Denmark: Copenhagen; Norway: Oslo;
Sweden: Stockholm; Finland: Helsinki; Iceland: Reykjavik; Estonia: Tallinn; Latvia: Riga;
Lithuania: Vilnius; Ukraine: Kyiv; Russia: Moscow; Belarus: Minsk; Moldova: Chisinau; Malta: Valletta;
Cyprus: Nicosia; Japan: Tokyo; China: Beijing; India: New Delhi; Pakistan: Islamabad; Bangladesh: Dhaka;
Nepal: Kathmandu; Bhutan: Thimphu; Thailand: Bangkok; Vietnam: Hanoi; Laos: Vientiane;
Cambodia: Phnom Penh; Malaysia: Kuala Lumpur; Indonesia: Jakarta; the Philippines: Manila;
South Korea: Seoul; North Korea: Pyongyang; Mongolia: Ulaanbaatar; Kazakhstan: Astana;
Uzbekistan: Tashkent; Kyrgyzstan: Bishkek; Tajikistan: Dushanbe; Turkmenistan: Ashgabat;
Afghanistan: Kabul; Iran: Tehran; Iraq: Baghdad; Syria: Damascus; Lebanon: Beirut; Jordan: Amman;
Saudi Arabia: Riyadh; Oman: Muscat; Qatar: Doha; Bahrain: Manama; Georgia: Tbilisi; Armenia: Yerevan;
Azerbaijan: Baku; the United Arab Emirates: Abu Dhabi; Egypt: Cairo; Libya: Tripoli; Tunisia: Tunis;
Algeria: Algiers; Morocco: Rabat; Sudan: Khartoum; Ethiopia: Addis Ababa; Kenya: Nairobi;
Uganda: Kampala; Rwanda: Kigali; Tanzania: Dodoma; Zambia: Lusaka; Zimbabwe: Harare; Mozambique: Maputo;
Angola: Luanda; Namibia: Windhoek; Botswana: Gaborone; Madagascar: Antananarivo; Ghana: Accra;
Nigeria: Abuja; Senegal: Dakar; Mali: Bamako; Cameroon: Yaounde; Somalia: Mogadishu; Liberia: Monrovia;
the United States: Washington; Canada: Ottawa; Mexico: Mexico City; Cuba: Havana; Jamaica: Kingston;
Haiti: Port-au-Prince; the Dominican Republic: Santo Domingo; Guatemala: Guatemala City;
Honduras: Tegucigalpa; Nicaragua: Managua; Costa Rica: San Jose; Panama: Panama City;
El Salvador: San Salvador; Colombia: Bogota; Venezuela: Caracas; Ecuador: Quito; Peru: Lima;
Chile: Santiago; Argentina: Buenos Aires; Uruguay: Montevideo; Paraguay: Asuncion; Brazil: Brasilia;
Australia: Canberra; New Zealand: Wellington; Fiji: Suva; Papua New Guinea: Port Moresby
""")

# Other names a person may type, and the country meant.
ALIASES = _pairs("""
the USA: the United States; the US: the United States; America: the United States;
the UK: the United Kingdom; Britain: the United Kingdom; England: the United Kingdom;
Holland: the Netherlands; the Czech Republic: Czechia; the UAE: the United Arab Emirates
""")

# Each word stands in one pair only, so that the way back is as certain as the way there.
OPPOSITES = _pairs("""
hot: cold; big: small; tall: short; fast: slow; happy: sad; light: dark; old: young; early: late;
open: closed; full: empty; hard: soft; high: low; heavy: weightless; wet: dry; clean: dirty;
strong: weak; rich: poor; loud: quiet; near: far; up: down; left: right; in: out; on: off; day: night;
summer: winter; north: south; east: west; black: white; good: bad; first: last; always: never;
love: hate; win: lose; buy: sell; push: pull; start: stop; give: take; begin: end; arrive: leave;
remember: forget; laugh: cry; ask: answer; above: below; before: after; inside: outside; front: back;
top: bottom; wide: narrow; thick: thin; deep: shallow; sharp: blunt; smooth: rough; sweet: sour;
true: false; yes: no; same: different; easy: difficult; simple: complicated; safe: dangerous;
brave: afraid; kind: cruel; polite: rude; patient: impatient; honest: dishonest; clever: foolish;
lazy: hard-working; calm: nervous; generous: selfish; beautiful: ugly; cheap: expensive;
ancient: modern; public: private; alive: dead; awake: asleep; sick: healthy; present: absent;
possible: impossible; visible: invisible; friend: enemy; peace: war; success: failure; question: reply;
more: less; many: few; all: none; everything: nothing; accept: refuse; build: destroy; float: sink;
increase: decrease; attack: defend; freeze: melt; raise: lower; lend: borrow; teach: learn;
noisy: silent; tight: loose; straight: crooked; fresh: stale; temporary: permanent; maximum: minimum;
optimist: pessimist; victory: defeat; entrance: exit; import: export; expand: shrink
""")

SPANISH_COLOURS = _pairs("""
red: rojo; blue: azul; green: verde; yellow: amarillo; orange: naranja; purple: morado; pink: rosa;
black: negro; white: blanco; grey: gris; brown: marrón; gold: dorado; silver: plateado
""")
FRENCH_COLOURS = _pairs("""
red: rouge; blue: bleu; green: vert; yellow: jaune; orange: orange; purple: violet; pink: rose;
black: noir; white: blanc; grey: gris; brown: marron; gold: doré; silver: argenté
""")

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco"
    " veintiséis veintisiete veintiocho veintinueve"
).split()
_SPANISH_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf"
).split()
_FRENCH_TENS = "vingt trente quarante cinquante soixante".split()


def english_number(value: int) -> str:
    """``value`` from 0 to 100 in English words."""
    if value < 20:
        return _ENGLISH[value]
    if value == 100:
        return "one hundred"
    tens, unit = _ENGLISH_TENS[value // 10 - 2], value % 10
    return f"{tens}-{_ENGLISH[unit]}" if unit else tens


def spanish_number(value: int) -> str:
    """``value`` from 0 to 100 in Spanish words."""
    if value < 30:
        return _SPANISH[value]
    if value == 100:
        return "cien"
    tens, unit = _SPANISH_TENS[value // 10 - 3], value % 10
    return f"{tens} y {_SPANISH[unit]}" if unit else tens


def french_number(value: int) -> str:
    """``value`` from 0 to 100 in French words, as counted in France."""
    if value < 20:
        return _FRENCH[value]
    if value == 100:
        return "cent"
    if value < 70:
        tens, unit = _FRENCH_TENS[value // 10 - 2], value % 10
        return tens if not unit else f"{tens} et un" if unit == 1 else f"{tens}-{_FRENCH[unit]}"
    if value < 80:
        return "soixante et onze" if value == 71 else f"soixante-{_FRENCH[value - 60]}"
    return "quatre-vingts" if value == 80 else f"quatre-vingt-{_FRENCH[value - 80]}"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A small task in Python: two ways to name it, the one line, and what the line does."""

    task: str
    other_task: str
    code: str
    note: str


def _snippets(table: str) -> tuple[Snippet, ...]:
    """Read ``task | other task | code | note`` lines."""
    rows = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return tuple(Snippet(*row) for row in rows)


SNIPPETS = _snippets("""
reverse a list | turn a list around | items[::-1] | It copies the list from back to front.
reverse a string | write a string backwards | text[::-1] | It reads the string from back to front.
sort a list | put a list in order | sorted(items) | It returns a new list in rising order.
sort a list in descending order | sort a list from high to low | sorted(items, reverse=True) | The largest item comes first.
sort words by length | order strings by their length | sorted(words, key=len) | The shortest word comes first.
sum a list | add up all numbers in a list | sum(numbers) | It adds every number in the list.
find the largest number in a list | get the maximum of a list | max(numbers) | It returns the largest item.
find the smallest number in a list | get the minimum of a list | min(numbers) | It returns the smallest item.
find the average of a list | compute the mean of a list | sum(numbers) / len(numbers) | It divides the total by the count.
count the items in a list | get the length of a list | len(items) | It returns how many items there are.
remove duplicates from a list | keep only unique items | list(dict.fromkeys(items)) | It keeps the first of each item, in order.
square every number in a list | get the squares of a list | [n * n for n in numbers] | It builds a new list of squares.
double every number in a list | multiply a list by two | [2 * n for n in numbers] | It builds a new list of doubled numbers.
keep the even numbers | filter even numbers from a list | [n for n in numbers if n % 2 == 0] | It keeps what divides by two.
keep the odd numbers | filter odd numbers from a list | [n for n in numbers if n % 2 == 1] | It keeps what does not divide by two.
join words with spaces | turn a list of words into one string | " ".join(words) | It puts a space between the words.
join strings with commas | make a comma separated string | ", ".join(words) | It puts a comma between the words.
split a sentence into words | cut a string at its spaces | text.split() | It returns a list of words.
split a string into lines | get the lines of a text | text.splitlines() | It returns one string per line.
make a string upper case | turn text into capitals | text.upper() | It returns the text in capitals.
make a string lower case | turn text into small letters | text.lower() | It returns the text in small letters.
strip spaces from a string | trim a string | text.strip() | It removes blanks at both ends.
replace a word in a string | swap one word for another | text.replace("old", "new") | It changes every place where it occurs.
count a letter in a string | count how often a letter occurs | text.count("a") | It returns how often the letter occurs.
check if a string is a palindrome | test for a palindrome | text == text[::-1] | It is true if both directions read the same.
check if an item is in a list | test membership in a list | item in items | It is true if the list holds the item.
get the first item of a list | take the first element | items[0] | Counting starts at zero.
get the last item of a list | take the last element | items[-1] | Minus one counts from the end.
get the first three items of a list | take three items from the start | items[:3] | It stops before index three.
add an item to a list | append to a list | items.append(item) | It puts the item at the end.
remove an item from a list | delete an item from a list | items.remove(item) | It removes the first such item.
merge two lists | join two lists together | first + second | It makes one list out of both.
merge two dictionaries | combine two dicts | {**first, **second} | Keys of the second one win.
swap two variables | exchange two values | a, b = b, a | Both sides change at once.
read a file | load a text file | text = open("file.txt").read() | It reads the whole file as text.
write a file | save text to a file | open("file.txt", "w").write(text) | It replaces what the file held.
print the numbers from one to ten | loop from one to ten | print(*range(1, 11)) | The end of a range is left out.
make a list of zeros | create a list filled with zeros | [0] * n | It repeats the zero n times.
flatten a list of lists | turn nested lists into one list | [x for row in rows for x in row] | It walks over every row in turn.
count the words in a text | get the number of words | len(text.split()) | It splits at the spaces and counts.
get the keys of a dictionary | list all keys of a dict | list(data.keys()) | It returns the keys in order.
get the values of a dictionary | list all values of a dict | list(data.values()) | It returns the values in order.
look up a key with a default | get a dict value safely | data.get(key, default) | It returns the default if the key is missing.
turn a string into a number | convert text to an integer | int(text) | It fails if the text is not a number.
turn a number into a string | convert an integer to text | str(number) | It returns the digits as text.
round a number | round to two decimals | round(number, 2) | The two says how many decimals to keep.
pick a random item | choose a random element of a list | random.choice(items) | Import random first.
roll a die | get a random number from one to six | random.randint(1, 6) | Import random first.
shuffle a list | mix up a list | random.shuffle(items) | It works in place; import random first.
get the current date | print today's date | datetime.date.today() | Import datetime first.
loop with an index | number the items of a list | for i, item in enumerate(items): print(i, item) | Counting starts at zero.
pair up two lists | zip two lists together | list(zip(first, second)) | It stops at the shorter list.
find the index of an item | get the position of an item | items.index(item) | Counting starts at zero.
check if all numbers are positive | test that every number is above zero | all(n > 0 for n in numbers) | It is true if none fails.
""")  # noqa: E501 - a table reads best with one row per line
