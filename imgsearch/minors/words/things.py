"""Animals, things and what is made for children: words beside which a word of the lexicon is no minor."""

from __future__ import annotations

import re

#: Animals that live wild or in herds: "a cow with a baby" has a calf.
HERD_ANIMALS = frozenset(
    """
    alligator alligators animal animals ape apes bear bears bird birds bison buffalo buffalos buffaloes calf calves
    camel camels chick chicken chickens chicks chimp chimpanzee chimpanzees chimps colt colts cow cows crab
    crocodile deer dolphin dolphins donkey donkeys duck duckling ducklings ducks eagle elephant elephants elk ewe
    ewes fawn flamingo flamingos foal foals fox foxes frog giraffe giraffes goat goats goose geese gorilla gorillas
    gull hawk hen hens hippo hippopotamus hippos iguana kangaroo kangaroos koala koalas lamb lambs lemur lemurs
    leopard lion lioness lions lizard llama llamas meerkat meerkats monkey monkeys moose orangutan orangutans
    ostrich ostriches otter otters owl owls ox panda pandas peacock penguin penguins pig piglet piglets pigs ram
    rams reindeer rhino rhinoceros rhinoceroses rhinos robin seal seals shark sharks sheep snake sparrow spider
    squirrel squirrels swan swans tiger tigers tortoise turtle turtles walrus whale whales wolf wolves yak yaks
    zebra zebras
    """.split()
)
PETS = frozenset(
    """
    cat cats collie dachshund dalmatian dog doggie doggies dogs doggy filly gelding greyhound hamster horse horses
    hound hounds kitten kittens kitty labrador mare mares mastiff mutt parrot ponies pony poodle pooch pug puppies
    corgi corgis husky huskies beagle beagles bulldog doberman malamute pitbull schnauzer
    puppy pup pups rabbit rabbits raccoon retriever rottweiler spaniel stallion terrier whippet
    """.split()
)
#: Wild ones that young ones are told of, which no verb, name or team is called like.
_WILD = """
    albatross alpaca anteater antelope armadillo avocet baboon badger barracuda binturong blackbird bobcat bonobo
    budgerigar buzzard capuchin capybara caracal cassowary chameleon chamois chipmunk civet cobra cockatoo condor coot
    cormorant cougar coyote cuckoo cuttlefish dugong echidna egret eland falcon flycatcher gannet gazelle gecko gibbon
    goldfinch goshawk grebe grouse guillemot harrier hedgehog heron hornbill hummingbird hyena ibex ibis impala jackal
    jackdaw jaguar kestrel kingfisher kinkajou kittiwake koi komodo kookaburra kudu langur lapwing lobster lynx macaque
    macaw magpie mallard manatee mandrill marmoset marmot meerkat mongoose moorhen narwhal nightingale nuthatch
    ocelot octopus okapi opossum orangutan orca oryx osprey oystercatcher pangolin parakeet pelican peregrine petrel
    pheasant pigeon platypus porcupine porpoise possum puffin puma python quokka ringtail salamander sandpiper seahorse
    shrew sloth sparrowhawk springbok squid stag starling stingray stoat stork tamarin tapir tern terrapin toad
    tortoise toucan vulture wallaby warbler warthog weasel wildebeest wolverine wombat woodpecker
""".split()
_TEAMS = frozenset("bobcat cougar coyote falcon harrier jaguar lynx puma wolverine condor buzzard".split())
WILD_ANIMALS = frozenset(
    {*_WILD, *(f"{name}s" for name in _WILD if name not in _TEAMS)}
    | {"crocodiles", "tigress", "tigresses", "wallabies"}
)
ANIMALS = HERD_ANIMALS | PETS | WILD_ANIMALS
#: What people wear, do or are, behind an animal's name: of "kid lion costume" and "kids pony rides" no animal's child.
OF_PEOPLE = re.compile(
    r"[\s-]+(?:costumes?|hats?|beanies?|caps?|onesies?|suits?|outfits?|pajamas|pyjamas|masks?|bibs?|towels?|hood(?:ie)?s?|"
    r"t?-?shirts?|jumpers?|sweaters?|slippers?|backpacks?|carriers?|dress(?:es)?|swimsuits?|cosplay|face[\s-]+paint\w*|"
    r"swim[\s-]+\w+|rides?|riding|riders?|lessons?|camps?|clubs?|show[\s-]+(?:handler|jump)\w*|handlers?|keepers?|hunters?|"
    r"trainers?|walkers?|yoga|cuddl\w+|birthdays?|part(?:y|ies)|scouts?|football|soccer|baseball|teams?|fans?|"
    r"themed?|floaties?|dancers?|milking|petting|leggings|socks|shoes|boots|bows?|headbands?|tutus?|jersey)(?!\w)"
)
#: What tells kinds of beasts and birds apart, between "juvenile" and "eagle".
OF_SPECIES = frozenset(
    """
    bald barn bottlenose burrowing cape common coral crested eastern eurasian fur giant great grizzly harp horned
    howler long killer leatherback lesser marine masked night northern pacific pygmy rainbow rescued ringed royal
    sandhill screech short sika southern striped sulphur tawny western whooper
    """.split()
)
#: The last part of what tells kinds of birds and beasts apart: red-tailed, black-crowned.
SPECIES = (
    "backed", "bearded", "bellied", "billed", "breasted", "browed", "capped", "cheeked", "crowned", "eared", "faced",
    "footed", "fronted", "headed", "horned", "legged", "maned", "necked", "nosed", "rumped", "shouldered", "tailed",
    "throated", "toed", "tufted", "winged",
)  # fmt: skip
#: What "baby" and the like make another thing.
BABY_THINGS = frozenset(
    """
    back blue bump carrots corn glove gloves grand grands leather ribs shower showers spinach pink powder potatoes
    tomatoes bok lettuce wipes lotion shampoo kale greens arugula beets squash zucchini pineapple coconut
    plumage salmon trout sturgeon herring tuna mackerel eel eels newt newts clams oysters scallops shrimp prawns
    """.split()
)
#: The same in Russian, by the beginning of the word, since the ends change.
RUSSIAN_ANIMAL = re.compile(
    r"бегемот|белк|белоч|волк|волч|гусен|гусят|дельфин|детеныш|ежат|ежик|животн|жираф|жереб|звер|зебр|зайц|зайч|"
    r"кенгур|козл|коз(?:а|ы|е|у|ой|очк)|коал|кот(?:а|у|е|ом|ы|ов|ик|ят|ен|енк)?(?:\b|[а-я])|кошк|кошек|крокодил|"
    r"крол|лебед|"
    r"лемур|лис(?:а|ы|ен|ят|иц)|львен|львят|льва|льви|медвед|медвеж|мыш|носорог|обезьян|олен(?!(?:а|у|ою)\b|ьк|"
    r"очк|к[аиуо]|ц)|осл|панд|пингвин|поросе|"
    r"поросят|птен|птиц|слон|соба|тигр|тюлен|телен|телят|утен|утят|утк|хомя|цыпл|черепа|щен|ягне|ягнят|ящер|"
    r"п(?:ес|са|су|сом|сы|сик\w*)\b|кобыл|лошад|кон(?:ь|я|ю|и|ем)\b|пони\b|коров|теленк|лабрадор|ретривер|"
    r"овчарк|хаски\b|корги\b|шпиц(?:а|у|ем)?\b|бульдог|мопс(?:а|у|ом|ы|ик\w*)?\b|"
    r"выдр(?:а|ы|е|у|ой|ят|ен)|ленив(?:ец|ц)|орлан|орл(?:а|у|ы|ят|енок|ица|ицы)\b|барс(?:а|у|ом|ы|ук\w*)?\b|"
    r"ирбис|рыс(?:ь|и|ью|ен|ят)|аист|"
    r"цапл|журавл|ястреб(?!ов)|филин|альпак|капибар|сурикат|енот|бобр(?!ов)|морж(?!ов)|косатк|белух|антилоп|гепард|"
    r"леопард|ягуар|гиен|шакал|кабан(?!ов)|лос(?:ь|я|ю|ем|и|енок|енк|ят)|косул|зубр(?!ов)|верблю|муравьед|"
    r"пеликан|фламинго|"
    r"страус|буйвол|бизон|дикобраз|тукан|попуга|морск\w+ котик|"
    r"терьер|пудел|чихуа|йоркшир|ротвейлер|доберман|спаниел|бигл(?:ь|я|ем)\b|сенбернар"
)
_RUSSIAN_NOT_ANIMAL = frozenset(
    {"который", "которая", "которое", "которого", "которые", "которой", "которому", "которых"}
)
#: What may be so many years old without being a person.
AGED_THINGS = frozenset(
    """
    airplane anniversary apartment barn beer bike boat bonsai bottle bourbon brandy bridge building bus business
    camera car carpet castle cathedral chair cheese church cognac company computer corolla ford honda house laptop
    mine monument motorcycle news oak olive painting phone photo photograph picture plane port record rum ruins
    school scotch shepherd shop ship steam tractor statue tower temple town toyota bmw volvo volkswagen mercedes
    tradition train tree trees truck van volcano warranty whiskey whisky wine contract deal sentence plan study war
    автомобиль автомобилю банк банку бренд вино вину виски война войны выдержки гарантия городу город дерево дереву
    дом дому дуб дуба журнал завод заводу здание зданию история истории клубу клуб компания компании коньяк контракт
    контракта кошка магазин магазину машина машине машину машины мост мосту музей музею опыт опыта период план плана
    программа путь ремонт свободы службы срок срока стаж стена театр театру хранения церкви церковь цикл школе
    casa coche edificio iglesia vino vin maison eglise haus wein baum auto chiesa albero palazzo quercia
    роза розы саженец саженцы саженца куст кусты кустарник виноградник яблоня лосось осетр карп форель salmon rose roses
    sapling saplings seedling seedlings vine vines vineyard carp trout
    гарантии гарантию эксплуатации
    бонсай годовщина свадьба viski viszki viskis viskijs
    юбилей юбилея вражда работы работа брак брака дружба дружбы
    """.split()
)
#: What may stand between "baby" and "bear", or between an age and what has it.
ADJECTIVES = frozenset(
    """
    african american arctic asian baby beautiful bengal big black blue border brown cute desert emperor empty farm
    female french fresh german golden gray green grey highland humpback indian labrador large little lovely male
    malt mountain new old oak pink plastic polar purple red sea single small snow spotted tiny used vintage white
    wild wooden woolly yellow young rusty rocking stuffed toy
    """.split()
)
#: Made for children, and seen without them.
CHILDRENS_THINGS = frozenset(
    """
    aspirin bassinet bathroom bathrooms bed beds bedroom bedrooms bib bibs blanket blankets book books bookshelf
    bottle bottles bouncer bunk cartoon cartoons cereal chair chairs clinic clothes clothing cup cups department
    desk desks diaper diapers doll dolls easel fashion film food formula fountain furniture gate guitar highchair
    hospital hospitals jar jars kit library lock magazine magazines mattress meal menu menus merch mobile monitor
    monitors mural museum nursery nurseries onesie onesies park piano playground playgrounds playhouse playpen pool
    pools restroom restrooms rattle room rooms safety scooter scooters seat seats section shop shops slide stool
    story store stores stuff support swing swings tea teddy tent theater theatre toilet toilets toy toys train
    tricycle tricycles tub ward wheelchair zoo bicycle bicycles bike bikes car suitcase suitcases
    """.split()
)
#: Those that a person pushes or carries have a child in them.
CARRIERS = frozenset(
    """
    buggies buggy carriage carriages carrier cot cots crib cribs cradle pram prams pushchair pushchairs stroller
    strollers
    """.split()
)
PEOPLE = frozenset(
    """
    adult adults carrying couple dad family father he her his holding ladies lady man men mom mother mothers parent
    parents people person pulling push pushed pushes pushing she someone walking walks woman women
    """.split()
)
#: What is worn, and what is made by whom it belongs to: theirs only with an apostrophe, or a ware for many.
WORN = frozenset(
    "backpack backpacks helmet helmets jacket jackets pajamas shoes socks umbrella wear hats dresses".split()
)
MADE_BY = frozenset("drawing drawings painting paintings".split())
#: Of some the word is a verb too: "girls bike down the hill", "a child swings".
VERBS_TOO = frozenset(
    "bed bike bikes book bottle bus desk gate lock park room rooms scooter seat seats shop shops slide slides store "
    "stores support swing swings tea tent train ward bicycle bicycles story car chair pool".split()
)
#: A caption that names one of these beside the thing has a person in it.
RIDES = frozenset({"rider", "riders", "riding", "rides", "race", "races", "racing", "player", "players", "with"})
#: Lemmas of whose things that is said.
HAVE_THINGS = frozenset(
    {"baby", "boy", "child", "girl", "infant", "kid", "newborn", "teenager", "toddler", "youth", "preschool", "son",
     "daughter", "twins", "preschooler"}
)  # fmt: skip
STATUES = frozenset(
    "statue statues sculpture sculptures figurine figurines bust busts mannequin mannequins monument monuments carving "
    "carvings statuette statuettes effigy gravestone tombstone memorial".split()
)
FIGURES = frozenset({"figure", "figures", "head", "relief"})
MATERIALS = frozenset(
    "stone bronze marble wooden wood plaster clay porcelain metal golden ceramic lego wax plastic".split()
)
RUSSIAN_STATUE = re.compile(r"стату|скульптур|памятник|фигурк|бюст|манекен|монумент|изваян|барельеф")


def is_animal(form: str) -> bool:
    """Whether a word names an animal."""
    return form in ANIMALS or (RUSSIAN_ANIMAL.match(form) is not None and form not in _RUSSIAN_NOT_ANIMAL)
