"""Small talk, what the model knows of itself, and polite refusals outside its domain."""

from dataclasses import dataclass
from random import Random

from hybrid.demo.corpus.phrasings import Side, made_up_word, phrasings

ONLY_KNOW = (
    "Sorry, I only know small sums, capitals, opposites, colours and numbers in Spanish and French,"
    " short stories and Python one-liners."
)
CONFUSED = "Sorry, I did not understand that. Ask me what I can do."
ONLY_SUMS = "Sorry, I only add and subtract two whole numbers up to 100."
ONLY_CAPITALS = "Sorry, I only know the capitals of some countries, and that is not one of them."
ONLY_OPPOSITES = "Sorry, I only know the opposites of some common words, and that is not one of them."
ONLY_WORDS = "Sorry, I only know colours and numbers up to one hundred in Spanish and French."


@dataclass(frozen=True, slots=True)
class _Subject:
    asked: tuple[str, ...]
    reply: str


_SUBJECTS = (
    _Subject(("Hello", "Hi", "Hey", "Hello there!", "Hi there", "Good day", "Greetings", "Hey you", "Hello, how is it going?", "hi!", "Yo", "Hiya", "Hola", "Bonjour", "Hi model", "Hello model", "hello friend", "Hi, nice to meet you", "Howdy"), "Hello! What would you like to do? I know sums, capitals, words, stories and a little Python."),
    _Subject(("Good morning", "Good morning!", "Good morning to you", "A good morning to you", "Morning!", "Good morning, model", "Morning", "A very good morning", "Good morning, you", "Morning to you"), "Good morning! What shall we do today?"),
    _Subject(("Good evening", "Good evening!", "Good evening to you", "A good evening to you", "Evening!", "Good evening, model", "Evening", "A very good evening", "Good evening, you", "Evening to you"), "Good evening! How can I help you?"),
    _Subject(("How are you?", "How are you doing?", "How do you feel?", "How is it going?", "Are you well?", "How are things?", "How do you do?", "How are you today?", "Are you ok?", "What's up?", "How are you feeling?", "Hello, how are you?", "Hi, how are you doing?", "How was your day?", "sup", "How have you been?"), "I am well, thank you. What would you like to know?"),
    _Subject(("Thanks", "Thank you", "Thank you!", "Thanks a lot", "Many thanks", "Thank you very much", "Thanks, that helps", "That was helpful, thanks", "Cheers", "Thanks so much", "thx", "Great, thank you", "ty", "thanks!", "Ok thanks", "Thank you so much", "Perfect, thanks", "Thanks for your help"), "You are welcome! What comes next?"),
    _Subject(("Bye", "Goodbye", "See you", "See you later", "Good night", "I have to go", "That is all", "Bye bye", "Until next time", "I am leaving now", "See you soon", "Farewell", "Good bye", "Bye for now", "I must go now", "cya", "I am done", "That's all, thanks"), "Goodbye! Come back soon."),
    _Subject(("Who are you?", "What are you?", "What is your name?", "Do you have a name?", "Tell me about yourself.", "Introduce yourself.", "What's your name?", "Are you a chatbot?", "What should I call you?", "What kind of model are you?", "Who am I talking to?", "Describe yourself."), "I am a small demo language model, a mixture of experts with eight experts in every layer."),
    _Subject(("What can you do?", "What do you know?", "Help", "How can you help me?", "What are you able to do?", "What can I ask you?", "What are you good at?", "Can you help me?", "What do you know about?", "What topics do you know?", "What should I ask you?", "List what you can do.", "Give me some examples of what to ask.", "Help me", "I need help", "What else can you do?", "What are your skills?", "Show me what you can do.", "What can you tell me?", "Can you help?", "help please", "What do you do?", "What can you teach me?", "What are you for?", "menu", "options", "commands"), "I can add and subtract numbers up to 100, name capitals and opposites, say colours and numbers in Spanish and French, tell short stories and show Python one-liners."),
    _Subject(("What can't you do?", "What can you not do?", "What are your limits?", "What don't you know?", "Do you know everything?", "Can you do anything?", "What is too hard for you?", "What are you bad at?", "Where are your limits?", "Can you make mistakes?", "Are you always right?", "What do you not know?", "What can you not answer?", "Can I trust you?", "Are your answers correct?", "Do you have limits?", "What are you unable to do?", "Can you search the web?", "Do you have internet access?"), "I know only a few topics, I cannot look anything up, and I can be wrong. Ask me what I can do."),
    _Subject(("Are you human?", "Are you a person?", "Are you real?", "Are you a robot?", "Are you alive?", "Are you a machine?", "Am I talking to a human?", "Do you have feelings?", "Are you an AI?", "Do you think?", "Can you feel anything?", "Are you conscious?", "Do you feel something?", "Can you think?", "Do you have a body?", "Are you a bot?", "Are you a real person?", "Is there a human?", "Do you sleep?"), "No, I am a small computer program that predicts the next word."),
    _Subject(("Who made you?", "How were you made?", "Where do you come from?", "Who trained you?", "What were you trained on?", "How were you trained?", "Who created you?", "Who built you?", "What is your training data?", "Where did you learn this?", "How did you learn?"), "This project trained me in a few minutes, on short chats that it made up itself."),
    _Subject(("How big are you?", "How many experts do you have?", "How many layers do you have?", "How many parameters do you have?", "What is your size?", "Are you a large model?", "Are you small?", "How large are you?", "How many experts are in you?", "What size are you?", "Tell me your size."), "I am tiny: twelve layers, eight experts in each, and two of them work on every token."),
    _Subject(("What is a mixture of experts?", "What is an expert?", "How do experts work?", "Explain mixture of experts.", "What does MoE mean?", "What is a MoE?", "What are experts?", "Tell me about mixture of experts.", "How does a mixture of experts work?", "Explain experts to me.", "Why do you have experts?"), "In a mixture of experts, a router picks a few small networks for every token, so only a part of the model has to work."),
    _Subject(("What is an expert cache?", "What does the cache do?", "How does the cache work?", "Explain the cache.", "What is a cache hit?", "What is a cache miss?", "Why is there a cache?", "Tell me about the cache.", "What are hits and misses?", "What does the heatmap show?", "Explain the heatmap."), "The cache keeps experts in fast memory. A hit finds its expert there; a miss is computed on the CPU."),
    _Subject(("Nice", "Great", "Good job", "Well done", "Cool", "Very good", "You are clever", "That was nice", "I like that", "Wonderful", "That is correct", "Right", "Perfect", "Good", "Awesome", "I like you", "lol", "haha", "Well done!", "I love you", "You are great", "wow", "Excellent", "That is right", "Amazing", "Funny"), "Thank you! What would you like next?"),
    _Subject(("That is wrong", "Wrong", "No, that is not right", "You are wrong", "That was a mistake", "I do not think so", "That is not correct", "Bad answer", "You made a mistake", "Not good", "That's wrong", "You are stupid", "That is not what I asked", "No, wrong", "incorrect", "This is false", "You got it wrong", "That makes no sense"), "I am sorry. I am a small model and I make mistakes. Please try asking in another way."),
    _Subject(("Ok", "Okay", "Yes", "No", "Sure", "Fine", "I see", "Alright", "Hm", "Maybe", "Yes please", "No thanks", "Go on", "k", "yep", "nope", "yeah", "continue", "and?", "so?", "hmm", "please", "more"), "All right. Ask me a sum, a capital, a word, a story or some Python."),
    _Subject(("I am bored", "I do not know what to ask", "Surprise me", "What shall we do?", "Say something", "Ask me something", "Any ideas?", "I'm bored", "Entertain me", "Tell me something", "What now?", "test", "Talk to me", "What next?", "What could I ask?", "What do you suggest?", "I have no idea what to ask", "I don't know what to say", "Give me an idea", "Let us talk", "What can we talk about?"), "How about a story? Say: tell me a story about a fox. Or try a sum like 47 + 25."),
)  # fmt: skip

_ELSEWHERE = (
    "What is the weather like {when}?", "Will it rain {when}?", "Who won the {contest}?", "Who is the best {person}?",
    "Who was the first {person}?", "Write a poem about {thing}.", "Write an essay about {thing}.", "Write me an email about {thing}.",
    "What is {thing}?", "What are the benefits of {thing}?", "How does {thing} work?", "Explain {thing}.",
    "Tell me about {thing}.", "Why is {thing} important?", "Where can I buy {thing}?", "How much does {thing} cost?",
    "What do you think about {thing}?", "Do you like {thing}?", "What is your favourite {thing}?", "Can you draw {thing}?",
    "Show me a picture of {thing}.", "Play {thing} for me.", "Order {thing} for me.", "Recommend {thing}.",
    "What is the history of {thing}?", "Who invented {thing}?", "When was {thing} invented?", "How do I make {thing}?",
    "How do I fix {thing}?", "Give me a recipe for {thing}.", "Is {thing} healthy?", "Is {thing} dangerous?",
    "What is the news {when}?", "What time is it {when}?", "What happened {when}?", "What will happen {when}?",
    "Book a table for {when}.", "Remind me {when}.", "Set an alarm for {when}.", "Summarise {thing}.",
    "How many people live in {place}?", "How far is it to {place}?", "Where is {place}?", "What language do they speak in {place}?",
    "What should I see in {place}?", "Who is the president of {place}?", "What is the population of {place}?",
    "Which river flows through {place}?", "How do I get to {place}?", "What is the currency of {place}?",
    "How do you say {thing} in {tongue}?", "Translate {thing} into {tongue}.", "Say hello in {tongue}.", "Speak {tongue}.",
    "How do I {task} in {code}?", "Write a {code} program to {task}.", "Show me {code} code to {task}.", "Sing a song about {thing}.",
    "Tell me a joke.", "Tell me a joke about {thing}.", "Do you know a riddle?", "Should I {deed}?", "Can you {deed}?",
    "How can I {deed}?", "Help me {deed}.", "When should I {deed}?", "{thing}", "{thing}?", "I want {thing}.", "Let us talk about {thing}.",
    "My name is {name}.", "Do you know {name}?", "Who is {name}?", "Where does {name} live?", "What is the meaning of life?",
    "Who won the {contest} in {year}?", "What happened in {year}?", "In which year was the {contest}?", "Who was {person} in {year}?",
    "What colour is {thing}?", "What is the colour of {thing}?", "How many people have {thing}?", "How old is {thing}?",
    "Is it true that people like {thing}?", "Why do people like {thing}?", "Why is the sky blue?", "Where does {thing} come from?",
    "Can I eat {thing}?", "How heavy is {thing}?", "How long is {thing}?", "Write a haiku.", "Write a song about {thing}.",
    "Who wrote {thing}?", "What is {thing} made of?", "Can you {deed} for me?", "Please {deed}.", "Write a letter about {thing}.",
    "I need advice about {thing}.", "Teach me about {thing}.", "Describe {thing}.", "Define {thing}.", "What does {thing} mean?",
    "Who discovered {thing}?", "Is {place} nice?", "How big is {place}?", "What do people eat in {place}?", "Can you see {thing}?",
    "What is your opinion of {thing}?", "Who is your favourite {person}?", "What should I {deed} with?", "Are there {thing} in {place}?",
    "How hot is {thing}?", "Which is better, {thing} or {thing2}?", "What is the best way to {deed}?", "Can you explain {thing} to me?",
    "I like {thing}.", "I hate {thing}.", "I am a {person}.", "I live in {place}.", "How tall is {thing}?", "When did {person} live?",
    "Give me a list of {thing}.", "Find {thing} for me.", "Search for {thing}.", "Open {thing}.", "What is AI?", "What is {contest}?",
    "Which {thing} is the best?", "Compare {thing} and {thing2}.", "What is the difference between {thing} and {thing2}?",
)  # fmt: skip
_BIG_SUM = (
    "What is {a} times {b}?", "{a} * {b}", "{a} x {b}", "What is {a} divided by {b}?", "{a} / {b}", "What is {big} + {b}?",
    "{big} - {a}", "{big} + {big2}", "{a} + {big}", "Multiply {a} by {b}.", "Divide {a} by {b}.", "{a} + {b} + {c}",
    "What is {a} + {b} - {c}?", "What is the square root of {a}?", "How much is {a} percent of {b}?", "{a}.5 + {b}",
    "What is {a} squared?", "What is {big} minus {b}?", "{a} - {b} - {c}", "What is {a} + {b} + {c}?", "{a}*{b}",
    "{big}+{b}", "{big}+{big2}", "{a}+{big}", "{big}-{b}", "{a}-{big}", "{a}/{b}", "{a}+{b}+{c}", "What is {big} + {big2}?",
    "What is {big} - {big2}?", "How much is {big} plus {big2}?", "{big} plus {b}", "{a}x{b}", "What is {big}+{big2}?", "{a} times {b}",
    "{a}^{b}", "Add {a}, {b} and {c}.", "{big} minus {big2}", "What is half of {a}?", "Is {big} a prime number?", "{a} mod {b}",
)  # fmt: skip
_NO_CAPITAL = (
    "What is the capital of {odd}?", "Capital of {odd}?", "Tell me the capital of {odd}.", "What's the capital of {odd}?",
    "Which city is the capital of {odd}?", "capital of {odd}", "Name the capital of {odd}.", "Do you know the capital of {odd}?",
    "What is {odd}'s capital?", "Can you tell me the capital of {odd}?", "What is the capital city of {odd}?",
)  # fmt: skip
_NO_OPPOSITE = (
    "What is the opposite of {thing}?", "Opposite of {thing}?", "Tell me the opposite of {thing}.", "opposite of {thing}",
    "What's the opposite of {thing}?", "Do you know the opposite of {thing}?", "Name the opposite of {thing}.",
    "Which word is the opposite of {thing}?", "Give me the opposite of {thing}.", "Can you tell me the opposite of {thing}?",
)  # fmt: skip
_NO_WORD = (
    "How do you say {thing} in {spoken}?", "What is {thing} in {spoken}?", "{thing} in {spoken}", "{spoken} for {thing}?",
    "Translate {thing} into {spoken}.", "What is the {spoken} word for {thing}?", "Say {thing} in {spoken}.",
    "Teach me {thing} in {spoken}.", "How do I say {thing} in {spoken}?", "What's {thing} in {spoken}?",
)  # fmt: skip

_THINGS = (
    "a car,cheese,football,pizza,music,history,chemistry,a computer,a table,the ocean,chocolate,coffee,tea,art,money,"
    "the moon,a phone,physics,biology,politics,religion,gravity,electricity,a bicycle,a house,climate change,an engine,"
    "a movie,a book,gold mining,guitar,piano,chess,tennis,soup,rice,bread,sugar,a camera,a train,banking,taxes,insurance,"
    "medicine,a doctor,sleep,running,yoga,dinosaurs,volcanoes,planets,black holes,the internet,a printer,a lamp,windows,"
    "a banana,apples,strawberries,a sandwich,pasta,salad,the economy,space travel,photosynthesis,bitcoin,evolution,"
    "the stock market,love stories,the sun,the sky,snow,rain,fire,water,wood,glass,paper,a king,a queen,a baby,the brain,the heart,"
    "a hospital,a school,a university,a teacher,maths,geometry,algebra,grammar,poetry,theatre,dance,swimming,cycling,a hammer,"
    "a ship,a bridge,a castle,milk,butter,eggs,fish,meat,a knife,a spoon,a clock,a calendar,a map,an island,a robot,a satellite,"
    "quantum entanglement,machine learning,artificial intelligence,neural networks,the weather,a haiku,homework,world war two,the Roman empire,shoes,a jacket,hats,jewellery,perfume,a garden,dogs,cats,horses,birds,"
    "trees,flowers,rivers,mountains,deserts,philosophy,psychology,quantum mechanics,an airplane,helicopters,boats,video games"
).split(",")
_WHEN = "today,tomorrow,right now,this week,next week,yesterday,tonight,on Monday,at noon,in summer,next year,this morning".split(
    ","
)
_CONTESTS = (
    "world cup,election,match last night,first race,lottery,Oscar,chess final,tour,championship,gold medal".split(",")
)
_PERSONS = "singer,actor,painter,president,king,writer,scientist,footballer,composer,astronaut,teacher,cook".split(",")
_SPOTS = (
    "Texas,Bavaria,Berlin,Paris,Tokyo,London,Spain,Egypt,Brazil,Europe,Africa,Rome,California,the city,my town".split(
        ","
    )
)
_TONGUES = "German,Italian,Portuguese,Latin,Greek,Russian,Chinese,Japanese,Arabic,Dutch,Swedish,Korean,Turkish".split(
    ","
)
_LANGUAGES = "Java,Rust,C,Go,JavaScript,Perl,Ruby,Haskell,Swift,SQL,Kotlin".split(",")
_TASKS = (
    "reverse a list,sort a list,read a file,count words,build a website,make a game,print a text,draw a chart".split(
        ","
    )
)
_DEEDS = (
    "lose weight,learn to drive,cook dinner,buy a house,find a job,sleep better,call my mother,clean the kitchen,"
    "write my homework,book a flight,repair my bike,open a window,send a message,play a song,invest my money,stop smoking"
).split(",")
_PEOPLE = "Anna,Peter,Maria,Tom,Einstein,Shakespeare,Mozart,Napoleon,Julia,Ahmed,Chen,Sofia,Newton,Picasso".split(",")
_ODD_PLACES = (
    "Atlantis,Texas,Bavaria,California,Europe,Africa,Narnia,Scotland,Siberia,the moon,Sicily,Florida,Asia,Mars,the ocean,"
    "Wales,Catalonia,Hawaii,Greenland,Alaska,Tuscany,Normandy,the world,Quebec,Antarctica,Gotham,my house,Bohemia"
).split(",")


def _noise(rng: Random) -> str:
    """What a cat types."""
    return "".join(rng.choices("asdfghjklqwertyuiopzxcvbnm", k=rng.randint(2, 8)))


def _fillings(rng: Random) -> dict[str, str]:
    odd = rng.choice(_ODD_PLACES) if rng.random() < 0.5 else made_up_word(rng).capitalize()
    thing, thing2 = rng.sample(_THINGS, 2)
    return {
        "thing": thing if rng.random() < 0.8 else made_up_word(rng),
        "thing2": thing2,
        "when": rng.choice(_WHEN),
        "contest": rng.choice(_CONTESTS),
        "person": rng.choice(_PERSONS),
        "place": rng.choice(_SPOTS) if rng.random() < 0.8 else odd,
        "tongue": rng.choice(_TONGUES),
        "spoken": rng.choice(("Spanish", "French")),
        "code": rng.choice(_LANGUAGES),
        "task": rng.choice(_TASKS),
        "deed": rng.choice(_DEEDS),
        "name": rng.choice(_PEOPLE),
        "odd": odd,
        "noise": _noise(rng),
        "noise2": _noise(rng),
        "a": str(rng.randint(0, 100)),
        "b": str(rng.randint(0, 100)),
        "c": str(rng.randint(0, 100)),
        "year": str(rng.randint(1000, 2040)),
        "big": str(rng.randint(101, 9999)),
        "big2": str(rng.randint(101, 9999)),
    }


@dataclass(frozen=True, slots=True)
class Talk:
    """One exchange of small talk or one refusal."""

    user: str
    reply: str


def small_talk(rng: Random, side: Side) -> Talk:
    """A greeting, a thank-you, a question about the model itself, ..."""
    subject = rng.choice(_SUBJECTS)
    return Talk(rng.choice(phrasings(subject.asked, side)), subject.reply)


_NOISE = (
    "???", "...", "?", "!", "{noise}", "{noise} {noise2}", "{noise}?", "{noise} {noise2} {noise}", "-", "!!!", "{noise}!", "{noise}{noise2}",
)  # fmt: skip
_OUTSIDE = (
    (_ELSEWHERE, ONLY_KNOW, 12),
    (_BIG_SUM, ONLY_SUMS, 4),
    (_NO_CAPITAL, ONLY_CAPITALS, 3),
    (_NO_OPPOSITE, ONLY_OPPOSITES, 2),
    (_NO_WORD, ONLY_WORDS, 2),
    (_NOISE, CONFUSED, 1),
)


def outside(rng: Random, side: Side) -> Talk:
    """A question outside the domain and its polite refusal."""
    [(asked, reply, _)] = rng.choices(_OUTSIDE, weights=[weight for _, _, weight in _OUTSIDE])
    return Talk(rng.choice(phrasings(asked, side)).format(**_fillings(rng)), reply)
