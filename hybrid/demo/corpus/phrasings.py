"""Phrasings of questions, by kind of question, and which of them training never sees.

``{...}`` marks what is filled in. A tenth of each kind (at least one) is held out, chosen by seed
before any training; :func:`phrasings` hands out one side of that split.
"""

from random import Random
from typing import Literal

Side = Literal["train", "held_out"]

HELD_OUT_SHARE = 0.1
_SEED = 2512
_VARIED_SHARE = 0.12

ADD = (
    "What is {a} + {b}?", "{a} + {b}", "{a}+{b}", "{a} + {b} = ?", "{a}+{b}=", "What is {a} plus {b}?",
    "{a} plus {b}", "Add {a} and {b}.", "How much is {a} + {b}?", "How much is {a} plus {b}?",
    "Work out {a} + {b}.", "Calculate {a} + {b}.", "Can you add {a} and {b}?", "What do you get for {a} + {b}?",
    "What is the sum of {a} and {b}?", "What's {a} + {b}?", "What's {a} plus {b}?", "Sum {a} and {b}.",
    "Tell me {a} + {b}.", "Can you compute {a} + {b}?", "What does {a} + {b} make?", "Solve {a} + {b}.",
    "Do you know what {a} plus {b} is?", "I need the sum of {a} and {b}.", "Compute {a} plus {b}.",
    "What do {a} and {b} make together?", "If I add {a} and {b}, what do I get?", "Give me {a} + {b}.",
    "I have {a} {n} and get {b} more. How many do I have?", "I see {a} {n} and then {b} more. How many are that?",
    "There are {a} {n} and {b} more arrive. How many {n} are there?", "{a} {n} and {b} more {n}, how many in total?",
    "I had {a} {n} and found {b} more. How many {n} do I have now?", "How many are {a} {n} and {b} {n}?",
    "{a} {n} and {b} {n}, how many {n} is that?", "{a} {n} plus {b} {n} is how many {n}?",
)  # fmt: skip
SUBTRACT = (
    "What is {a} - {b}?", "{a} - {b}", "{a}-{b}", "{a} - {b} = ?", "{a}-{b}=", "What is {a} minus {b}?",
    "{a} minus {b}", "Subtract {b} from {a}.", "How much is {a} - {b}?", "How much is {a} minus {b}?",
    "Work out {a} - {b}.", "Calculate {a} - {b}.", "Can you subtract {b} from {a}?",
    "What do you get for {a} - {b}?", "Take {b} away from {a}.", "What's {a} - {b}?", "What's {a} minus {b}?",
    "Tell me {a} - {b}.", "Can you compute {a} - {b}?", "What does {a} - {b} make?", "Solve {a} - {b}.",
    "Do you know what {a} minus {b} is?", "Compute {a} minus {b}.", "What is {a} take away {b}?",
    "If I take {b} from {a}, what is left?", "Give me {a} - {b}.", "What is left of {a} after taking {b}?",
    "I need {a} minus {b}.",
    "I have {a} {n} and give away {b}. How many are left?", "I lose {b} of my {a} {n}. How many {n} are left?",
    "There are {a} {n} and {b} go away. How many {n} are left?", "{a} {n} less {b} {n} is how many?",
    "I had {a} {n} and sold {b}. How many {n} are left?", "Of {a} {n} I take {b}. How many remain?",
    "What is left if I take {b} away from {a}?", "How many are left of {a} after I give away {b}?",
)  # fmt: skip
DRILL = (
    "Work these out: {sums}", "Please solve {sums}.", "{sums}", "Calculate {sums}.", "What are {sums}?",
    "Some sums for you: {sums}", "Solve these: {sums}", "Can you do {sums}?", "Let us practise: {sums}",
    "Answer these sums: {sums}", "Do these for me: {sums}",
)  # fmt: skip
ANOTHER_SUM = (
    "And {sum}?", "and {sum}", "What about {sum}?", "Now {sum}.", "Next: {sum}", "How about {sum}?",
    "And what is {sum}?", "Then {sum}?", "Ok, {sum}", "Good. And {sum}?",
)  # fmt: skip

THINGS_TO_COUNT = "apples birds coins books cards pears stones stars cats eggs".split()

CAPITAL = (
    "What is the capital of {x}?", "What's the capital of {x}?", "Which city is the capital of {x}?",
    "Capital of {x}?", "capital of {x}", "Tell me the capital of {x}.", "Name the capital of {x}.",
    "Do you know the capital of {x}?", "What is {x}'s capital?", "What is {x}'s capital city?",
    "Can you tell me the capital of {x}?", "What city is the capital of {x}?", "{x} capital",
    "What is the capital city of {x}?", "I would like to know the capital of {x}.",
    "Which city is {x}'s capital?", "What do they call the capital of {x}?", "Give me the capital of {x}.",
    "The capital of {x} is which city?", "I forgot the capital of {x}.", "What is the main city of {x}?",
    "Where does the government of {x} sit?", "In which city is the government of {x}?",
    "Where is the government of {x}?", "Which city does {x} have as its capital?",
    "What city does the government of {x} work in?", "{x}", "{x}?", "The capital of {x}, please.",
    "Which city is the seat of government of {x}?", "Say the capital of {x}.", "I need the capital of {x}.",
)  # fmt: skip
ANOTHER_CAPITAL = (
    "And {x}?", "And of {x}?", "What about {x}?", "and {x}", "How about {x}?", "And what about {x}?",
    "Now {x}.", "And the capital of {x}?", "Next, {x}.", "Then {x}?",
)  # fmt: skip
COUNTRY = (
    "{x} is the capital of which country?", "Which country has the capital {x}?", "What country is {x} the capital of?",
    "{x} is the capital of what?", "Of which country is {x} the capital?", "Whose capital is {x}?",
    "In which country is {x} the capital?", "Name the country whose capital is {x}.", "Which country's capital is {x}?",
    "Tell me the country with the capital {x}.",
)  # fmt: skip

OPPOSITE = (
    "What is the opposite of {x}?", "What's the opposite of {x}?", "Opposite of {x}?", "opposite of {x}",
    "Tell me the opposite of {x}.", "Name the opposite of {x}.", "Do you know the opposite of {x}?",
    "Give me the opposite of {x}.", "Which word is the opposite of {x}?", "Can you tell me the opposite of {x}?",
    "What word means the opposite of {x}?", "{x} - what is the opposite?", "What is the reverse of {x}?",
    "I need the opposite of {x}.", "What would be the opposite of {x}?", "The opposite of {x} is what?",
    "If it is not {x}, what is it?", "Find the opposite of {x}.", "Say the opposite of {x}.",
    "What is the contrary of {x}?", "The opposite of {x}, please.",
    "What is not {x}?", "Which word says the opposite of {x}?",
)  # fmt: skip
ANOTHER_OPPOSITE = (
    "And of {x}?", "And {x}?", "What about {x}?", "and {x}", "How about {x}?", "And the opposite of {x}?",
    "Now {x}.", "Next, {x}.", "And what about {x}?", "Then {x}?",
)  # fmt: skip

TRANSLATE = (
    "How do you say {x} in {language}?", "What is {x} in {language}?", "{x} in {language}", "What's {x} in {language}?",
    "Translate {x} into {language}.", "Translate {x} to {language}.", "How do I say {x} in {language}?",
    "What is the {language} word for {x}?", "What's the {language} word for {x}?", "{language} for {x}?",
    "{language} word for {x}", "Tell me the {language} word for {x}.", "Can you say {x} in {language}?",
    "Say {x} in {language}.", "Do you know the {language} word for {x}?", "Teach me {x} in {language}.",
    "How would you say {x} in {language}?", "What do they call {x} in {language}?", "Give me {x} in {language}.",
    "I want to say {x} in {language}.", "In {language}, what is {x}?", "Which word means {x} in {language}?",
    "I need the {language} word for {x}.", "{x} {language}", "Please say {x} in {language}.",
)  # fmt: skip
ANOTHER_WORD = (
    "And {x}?", "What about {x}?", "and {x}", "How about {x}?", "And what is {x}?", "Now {x}.", "And what about {x}?",
    "Next, {x}.", "And how do you say {x}?", "Then {x}?",
)  # fmt: skip
IN_OTHER_LANGUAGE = (
    "And in {language}?", "and in {language}", "What about {language}?", "And {language}?", "In {language}?",
    "How about in {language}?", "Now in {language}.", "And how do you say it in {language}?", "Then in {language}?",
    "And what is it in {language}?", "The same in {language}, please.",
)  # fmt: skip
BACK = (
    "What does {x} mean in {language}?", "What does the {language} word {x} mean?", "What is {x} in English?",
    "Translate {x} from {language}.", "What does {x} mean?", "What is the meaning of the {language} word {x}?",
    "{x} is {language} for what?", "The {language} word {x} means what?", "Translate the {language} word {x}.",
    "Which word is {x} in English?", "Tell me what {x} means in {language}.",
    "What is {x}?", "What do people mean by {x}?", "Explain the {language} word {x}.", "I do not know the word {x}.",
    "In {language}, what does {x} mean?", "{x} in English", "Translate {x} into English.",
)  # fmt: skip
COUNT = (
    "Count to {x} in {language}.", "Can you count to {x} in {language}?", "Count from one to {x} in {language}.",
    "Please count up to {x} in {language}.", "Numbers from one to {x} in {language}", "Say the {language} numbers up to {x}.",
    "Teach me to count to {x} in {language}.", "List the numbers to {x} in {language}.",
    "How do you count to {x} in {language}?", "In {language}, count to {x}.", "Count in {language} until {x}.",
)  # fmt: skip
LIST_COLOURS = (
    "Which colours do you know in {language}?", "List the colours in {language}.", "Tell me some colours in {language}.",
    "Name the {language} colours.", "What are the colours in {language}?", "Colours in {language}?",
    "Teach me the colours in {language}.", "Give me the {language} words for colours.", "Say the colours in {language}.",
    "Can you list {language} colours?", "How do you say the colours in {language}?",
)  # fmt: skip

STORY = (
    "Tell me a story.", "Tell me a short story.", "Can you tell me a story?", "A story, please.", "Write a short story.",
    "I want to hear a story.", "Make up a story.", "Do you know a story?", "Tell a story", "story please",
    "Please write me a little story.", "Let me hear a story.", "Could you tell a short story?", "How about a story?",
    "Give me a story.", "I would like a story.", "Read me a story.", "Invent a short story.", "Share a story with me.",
    "Start a story.", "Entertain me with a story.",
)  # fmt: skip
STORY_ABOUT = (
    "Tell me a story about a {x}.", "Tell me a short story about a {x}.", "Can you tell me a story about a {x}?",
    "A story about a {x}, please.", "Write a story about a {x}.", "I want a story about a {x}.",
    "Make up a story about a {x}.", "Do you know a story with a {x}?", "Write a short story with a {x} in it.",
    "story about a {x}", "Please tell me about a {x} in a story.", "Let me hear a story about a {x}.",
    "Could you tell a story about a {x}?", "How about a story with a {x}?", "Give me a story about a {x}.",
    "I would like to hear about a {x}.", "Read me a story about a {x}.", "Invent a story about a {x}.",
    "Share a story about a {x}.", "The hero of the story should be a {x}. Go on.", "Tell a tale about a {x}.",
)  # fmt: skip
STORY_PLACE = (
    "Tell me a story about a {x} {place}.", "Write a story about a {x} {place}.", "A story about a {x} {place}, please.",
    "Make up a story with a {x} {place}.", "Can you tell me about a {x} {place}?", "Tell a tale of a {x} {place}.",
    "Invent a story about a {x} {place}.", "I want a story of a {x} {place}.", "story about a {x} {place}",
    "Please tell a story with a {x} {place}.", "Give me a story about a {x} {place}.",
)  # fmt: skip
ANOTHER_STORY = (
    "Another story, please.", "Tell me another story.", "One more story.", "Another one, please.", "One more, please.",
    "Can I hear one more?", "Tell me another one.", "Again, a new story.", "A different story, please.", "More stories, please.",
)  # fmt: skip
ANOTHER_STORY_ABOUT = (
    "Now one about a {x}.", "And one about a {x}?", "Another one about a {x}, please.", "And a story about a {x}?",
    "What about a {x}?", "Now with a {x}.", "One more with a {x}.", "Do you have one about a {x}?", "Next, a {x}.",
    "Tell me another one about a {x}.",
)  # fmt: skip

CODE = (
    "How do I {x} in Python?", "How can I {x} in Python?", "Python: {x}", "Show me how to {x} in Python.",
    "What is the Python code to {x}?", "Write Python to {x}.", "Python one-liner to {x}", "How do you {x} in Python?",
    "Give me Python code to {x}.", "In Python, how do I {x}?", "I want to {x} in Python.", "Write a line of Python to {x}.",
    "Can you show me Python code to {x}?", "Please {x} in Python.", "What is a one-liner to {x}?",
    "How would you {x} with Python?", "Code to {x}", "I need to {x} in Python.", "Which Python line can {x}?",
    "Help me {x} in Python.", "Using Python, {x}.",
)  # fmt: skip
ANOTHER_CODE = (
    "And how do I {x}?", "And to {x}?", "What about code to {x}?", "How do I {x}?", "Now {x}.", "And how can I {x}?",
    "Next: {x}", "How about a line to {x}?", "Then show me how to {x}.", "Also, how do I {x}?",
)  # fmt: skip


# What a question is about; every other word of it may be a word the model has never seen.
_KEYWORDS = frozenset("capital city government main opposite reverse contrary not country whose".split())
_SYLLABLES = "ba ko ri tal men zu fo ran dil ve qua sto pli gar nu shi lor est wim jo ach pre blu".split()


def made_up_word(rng: Random) -> str:
    """A word of two to four syllables that means nothing."""
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4)))


def vary(rng: Random, phrasing: str) -> str:
    """Now and then put a meaningless word in place of one that does not matter.

    It teaches the model to go by the words that do, whatever stands around them.
    """
    words = phrasing.split(" ")
    plain = [i for i, word in enumerate(words) if "{" not in word and word.strip(".,?") not in _KEYWORDS]
    if len(words) > 2 and plain and rng.random() < _VARIED_SHARE:
        words[rng.choice(plain)] = made_up_word(rng)
    return " ".join(words)


def phrasings(kind: tuple[str, ...], side: Side) -> tuple[str, ...]:
    """The phrasings of ``kind`` on one side of the split; the sides share none."""
    held_out = frozenset(Random(f"{_SEED}:{kind[0]}").sample(kind, max(1, round(HELD_OUT_SHARE * len(kind)))))
    return tuple(phrase for phrase in kind if (phrase in held_out) == (side == "held_out"))
