"""Story grammar, a small one: a hero wants something, meets trouble, is helped, and learns.

``write_story`` draws one; there are many millions, 60 to 120 tokens each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

_T = TypeVar("_T")

ANIMALS = (
    "fox owl bear rabbit mouse hedgehog otter squirrel turtle cat dog duck frog badger sparrow goat donkey"
    " penguin wolf horse lion tiger elephant monkey snail bee crab whale"
).split()
OTHER_HEROES = (
    "robot dragon knight princess pirate wizard baker sailor gardener farmer unicorn prince king queen giant ghost"
    " fairy doctor teacher boy girl clown painter tree star cloud train spaceship"
).split()
HEROES = (*ANIMALS, *OTHER_HEROES)
NAMES = "Pip Luna Milo Tara Bruno Nina Oscar Ruby Finn Willa Hugo Ivy Otto Daisy Felix Maya".split()
TRAITS = "small curious brave shy cheerful sleepy clever gentle".split()
PLACES = (
    "in a quiet forest",
    "by a wide river",
    "on a windy hill",
    "near the blue sea",
    "at the edge of a village",
    "in a green valley",
    "beside an old mill",
    "on a little island",
    "under a tall mountain",
    "in a sunny garden",
)


@dataclass(frozen=True, slots=True)
class _Quest:
    wish: str
    trouble: str
    action: str
    ending: str


_QUESTS = (
    _Quest("find the silver key", "the key lay at the bottom of a deep well", "let down a long rope and pulled the key up", "the key opened a little box full of songs"),
    _Quest("see the first snow", "the clouds stayed far behind the mountain", "climbed the steep path step by step", "soft white snow fell on every tree"),
    _Quest("bake the best bread", "there was no flour left in the house", "carried a sack of grain to the mill", "the whole street smelled of warm bread"),
    _Quest("cross the dark bridge", "a cold wind shook the boards", "held hands and counted every step", "the lights of home shone on the other side"),
    _Quest("learn to sing", "every note came out crooked", "practised one small note each morning", "even the birds stopped to listen"),
    _Quest("plant a pear tree", "the ground was as hard as stone", "dug a hole and carried water from the stream", "the first yellow pears hung in the sun"),
    _Quest("send a letter to the moon", "no postman would take it so far", "tied the letter to a red kite", "the moon seemed to smile back"),
    _Quest("build a wooden boat", "the planks let the water in", "closed every gap with warm wax", "the boat danced over the waves"),
    _Quest("find a lost lantern", "the fog hid every path", "followed a trail of tiny lights", "the lantern glowed in the window again"),
    _Quest("win the autumn race", "a thorn lay in the way", "pulled out the thorn and ran on together", "they reached the finish side by side"),
    _Quest("paint the old gate", "the rain washed the colour away", "waited for the sun and painted once more", "the gate shone as bright as a flower"),
    _Quest("wake the sleeping clock", "one small wheel was missing", "looked under every leaf for the wheel", "the clock rang out over the roofs"),
)  # fmt: skip

_OPENINGS = (
    "Once upon a time a {trait} {hero} named {name} lived {place}.",
    "Long ago, {place}, there lived a {trait} {hero} called {name}.",
    "There once was a {trait} {hero} named {name}, who lived {place}.",
)
_WISHES = ("More than anything, {name} wanted to {wish}.", "Every evening {name} dreamed of one thing: to {wish}.")
_TROUBLES = ("But {trouble}, and {name} did not know what to do.", "Sadly, {trouble}. {name} sat down and sighed.")
_HELPS = (
    'Then a kind {helper} came by and said, "Let us try together." So they {action}.',
    'A friendly {helper} heard about it and asked, "May I help you?" Together they {action}.',
)
_ENDINGS = ("In the end {ending}.", "Before the night was over, {ending}.")
_MORALS = (
    "{name} thanked the {helper}, and the two stayed friends for ever.",
    "From that day on {name} knew that help makes hard things easy.",
    "{name} laughed with joy, and the {helper} laughed too.",
    "That night {name} slept well and dreamed of the next adventure.",
)


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """What the listener asked for; ``None`` leaves the choice to the teller."""

    hero: str | None = None
    place: str | None = None


def _leaning(rng: Random, hero: str, options: Sequence[_T]) -> _T:
    """One of ``options``: half of the time the hero's own favourite, so that heroes differ when read greedily."""
    favourite = Random(f"{hero}:{len(options)}").choice(options)
    return favourite if rng.random() < 0.5 else rng.choice(options)


def write_story(rng: Random, request: StoryRequest) -> str:
    """One story of six or seven sentences that honours ``request``."""
    hero = request.hero or rng.choice(HEROES)
    quest = _leaning(rng, hero, _QUESTS)
    words = {
        "hero": hero,
        "trait": _leaning(rng, hero, TRAITS),
        "name": _leaning(rng, hero, NAMES),
        "place": request.place or rng.choice(PLACES),
        "helper": rng.choice([animal for animal in ANIMALS if animal != hero]),
        "wish": quest.wish,
        "trouble": quest.trouble,
        "action": quest.action,
        "ending": quest.ending,
    }
    parts = (_OPENINGS, _WISHES, _TROUBLES, _HELPS, _ENDINGS, _MORALS)
    return " ".join(rng.choice(part).format(**words) for part in parts)
