"""The drawings we know: how tall each is, where it belongs, and the words that ask for it.

One line is `icon height where: words`. The icon's own name is always one of its words.
`height` is in child units (a six-year-old is 100 tall), a little larger than life for small things,
as in every picture book. `where` is one of

- `hand`: small; held, or else on a table, a shelf or the ground;
- `floor`: stands on the ground; `big`: too large to be near the reader, stands further off;
- `air`: flies or hangs in the air; `sky`: far up; `water`: floats; `wall`: hangs on a wall.

The drawings are Microsoft's Fluent emoji (flat), MIT licence.
"""

TABLE = """
accordion 26 hand 2,5,30,30: squeezebox concertina
airplane 90 sky 2,2,30,30: plane aeroplane jet
alarm-clock 20 hand 4,2,29,30: clock timer ticking
amphora 34 hand 7,2,25,30: vase urn pitcher
anchor 60 floor 3,2,29,30:
ant 9 hand 2,2,30,30:
artist-palette 22 hand 2,4,30,30: paint paints watercolours palette
automobile 95 big 2,10,30,29: car
avocado 12 hand 2,2,29,30:
backpack 34 hand 5,2,27,30: rucksack satchel schoolbag knapsack
baguette-bread 26 hand 4,4,28,28: baguette
balance-scale 30 hand 2,2,30,30: scales
balloon 60 air 7,2,27,30: balloons
banana 14 hand 2,2,30,30: bananas
banjo 44 hand 2,2,30,30: ukulele
basket 30 hand 2,2,30,30: hamper picnic wicker
basketball 20 hand 2,2,30,30:
bathtub 66 floor 2,2,30,30: bath tub
beach-with-umbrella 95 floor 2,4,30,29: parasol sunshade
bell 18 hand 3,2,29,30: bells handbell
bellhop-bell 14 hand 2,4,30,29:
bicycle 70 floor 2,9,30,30: bike cycle
bird 20 air 3,2,30,30: sparrow robin songbird birds
birthday-cake 34 hand 2,2,30,30: cake
blossom 16 hand 5,2,27,30: flower
blowfish 20 water 3,2,29,30: pufferfish
blue-book 20 hand 5,2,27,30:
blueberries 14 hand 2,2,30,30: berries blueberry
bone 14 hand 1,1,31,31:
books 30 hand 2,4,30,30: pile-of-books storybooks
boomerang 18 hand 2,2,30,30:
bouquet 32 hand 2,2,30,30: flowers posy
bow-and-arrow 40 hand 2,2,30,30: bow
bowl-with-spoon 16 hand 3,1,29,29: bowl porridge soup
bread 18 hand 2,3,30,30: loaf toast
brick 14 hand 2,2,30,30: bricks
broccoli 16 hand 4,2,29,30:
broom 70 hand 6,2,29,30: broomstick
brown-mushroom 18 floor 4,4,28,28: toadstools
bubbles 40 air 2,2,30,30: bubble soap-bubbles
bucket 28 hand 2,6,29,29: pail
bug 12 hand 2,3,30,30: insect
bullseye 46 floor 2,2,30,30: target
bus 120 big 2,8,30,30: coach
butter 12 hand 2,12,30,30:
butterfly 20 air 2,2,30,30: butterflies moth
cactus 44 floor 3,2,29,30: cactuses cacti
calendar 18 hand 2,2,30,30:
camera 18 hand 2,11,30,30: photo
camping 100 big 2,2,30,30: camp
candle 24 hand 9,2,22,30: candles taper
candy 12 hand 2,2,30,30: sweet sweets toffee
canoe 40 water 2,9,30,30: kayak
carousel-horse 70 floor 2,2,30,30: carousel merry-go-round
carpentry-saw 26 hand 3,2,30,30: saw
carrot 20 hand 2,2,30,30: carrots
castle 160 big 2,2,30,30: fortress
chair 62 floor 7,3,25,30: seat
cheese-wedge 14 hand 4,2,29,30: cheese
cherries 14 hand 2,3,30,30: cherry pea peas bead beads
cherry-blossom 14 hand 2,3,30,30: petal petals
chess-pawn 16 hand 8,2,24,30: chess pawn
chestnut 10 hand 2,3,30,30: conker acorn nut
chocolate-bar 16 hand 2,2,30,30: chocolate
christmas-tree 110 floor 7,2,25,30:
circus-tent 160 big 3,2,29,30: circus tent-circus
clipboard 20 hand 5,2,27,30:
closed-book 20 hand 5,2,27,30: book novel diary
closed-mailbox-with-raised-flag 44 floor 2,1,28,30: mailbox letterbox
closed-umbrella 40 hand 2,4,30,28:
cloud 60 sky 1,6,31,26: clouds
coat 44 hand 2,6,30,30: jacket
coconut 14 hand 2,2,30,30:
coin 10 hand 2,2,30,30: coins penny money gold
comet 60 sky 4,3,29,28: meteor
compass 15 hand 2,2,30,30:
cookie 10 hand 2,2,30,30: biscuit cookies biscuits
cooking 26 hand 2,2,30,30: frying-pan pan skillet
coral 40 floor 2,2,30,30: reef
crab 16 hand 2,5,30,30:
crayon 16 hand 2,2,30,30: crayons chalk
crescent-moon 60 sky 3,5,30,30:
crown 16 hand 2,7,30,30: tiara coronet
crystal-ball 22 hand 4,3,28,30: orb
cup-with-straw 16 hand 7,2,25,30: juice cup lemonade
cupcake 14 hand 4,2,28,30: muffin bun
deciduous-tree 170 big 5,2,28,30: tree oak
delivery-truck 110 big 2,7,30,30: truck lorry van
desert-island 90 big 2,3,30,29:
desktop-computer 34 hand 2,2,30,30: computer
diving-mask 16 hand 3,2,28,30: snorkel goggles
diya-lamp 14 hand 2,4,30,29: oil-lamp
dolphin 46 water 5,2,27,30:
doughnut 12 hand 4,2,28,30: donut
dragon 70 floor 3,2,30,30:
drum 30 hand 2,2,30,30: drums
duck 26 floor 2,2,30,30: duckling
ear-of-corn 24 hand 6,2,27,30: corn maize
egg 12 hand 6,2,27,30: eggs
envelope 16 hand 1,5,31,27: letter mail post note postcard
evergreen-tree 180 big 7,6,25,30: fir pine spruce
fallen-leaf 16 hand 2,2,30,30: leaf leaves autumn-leaf
feather 22 hand 2,2,30,30: feathers quill
ferris-wheel 190 big 3,2,29,30: fairground
fire 34 floor 5,2,26,30: campfire bonfire flame
fire-engine 110 big 2,4,30,30: firetruck
fireworks 90 sky 2,2,30,30: firework
fish 18 water 2,6,30,30: goldfish
fishing-pole 60 hand 6,2,26,30: fishing-rod rod
flashlight 20 hand 1,1,29,29: torch
flute 30 hand 3,3,29,29: pipe whistle recorder
flying-disc 16 hand 3,2,29,30: frisbee
flying-saucer 70 sky 2,6,30,30: ufo
footprints 16 floor 2,2,30,30: footprint tracks prints
fork-and-knife 18 hand 7,2,26,30: fork cutlery
fountain 90 big 4,5,28,30:
fountain-pen 18 hand 2,2,30,30: pen ink
four-leaf-clover 14 hand 5,2,27,30: clover shamrock
framed-picture 34 wall 2,2,30,30: picture painting portrait frame
full-moon 60 sky 2,2,30,30: moon
game-die 10 hand 3,2,29,30: dice die
gear 16 hand 2,2,30,30: cog cogwheel gears cogs
gem-stone 14 hand 2,8,30,30: gem jewel diamond crystal
ghost 40 air 2,2,30,30: spirit
glass-of-milk 16 hand 4,2,28,30: milk glass
glasses 12 hand 2,10,30,21: spectacles
globe-showing-europe-africa 28 hand 2,2,30,30: globe earth world
gloves 14 hand 4,2,27,30: glove mittens mitten
glowing-star 26 air 2,2,30,29: star-light
graduation-cap 16 hand 2,5,30,30:
grapes 18 hand 3,2,28,30:
green-apple 13 hand 2,2,30,30:
green-salad 18 hand 2,3,30,30: salad
guitar 52 hand 2,2,30,30:
hammer 24 hand 2,3,30,30:
handbag 26 hand 2,2,30,30: bag
hatching-chick 20 hand 2,2,30,30: chick
headphone 18 hand 4,2,29,30: headphones
helicopter 80 sky 2,5,29,30:
herb 18 hand 5,2,28,30: mint basil plant-leaf
hibiscus 16 hand 2,2,30,29:
honey-pot 22 hand 4,2,28,30: honey jar-of-honey
honeybee 12 air 2,3,30,29: bee bees bumblebee
hook 16 hand 7,2,25,30:
hot-beverage 14 hand 3,3,29,30: cocoa tea coffee mug
hourglass-not-done 22 hand 6,2,26,30: hourglass sandglass
house 150 big 2,2,30,29: home cottage roof
house-with-garden 150 big 2,6,30,30:
hut 120 big 2,3,30,30: cabin shack
hyacinth 26 floor 4,2,25,30: lavender
ice-cream 20 hand 2,3,30,30: sundae
ice-skate 20 hand 2,5,30,30: skates
jack-o-lantern 28 hand 2,4,30,29: pumpkin
jar 22 hand 5,2,27,30: jam-jar jam
jellyfish 36 water 3,2,29,30:
joystick 16 hand 4,2,28,30:
key 14 hand 2,2,30,30: keys
kick-scooter 62 floor 2,5,30,30: scooter
kite 66 air 2,2,30,30: kites
knot 18 hand 2,2,30,30: rope string
ladder 100 floor 2,2,30,30: ladders
lady-beetle 10 hand 2,2,30,30: ladybird ladybug beetle
laptop 22 hand 2,2,30,30:
leaf-fluttering-in-wind 22 air 2,2,30,30: breeze
lemon 12 hand 2,2,30,30: lemons
light-bulb 16 hand 7,2,24,30: bulb lightbulb idea
lizard 18 hand 5,2,27,30: gecko
locked 16 hand 5,2,27,30: lock padlock
locomotive 110 big 2,3,30,29: steam-train steam-engine
lollipop 20 hand 2,2,30,30:
long-drum 34 hand 6,2,27,30: djembe
lotus 20 water 2,3,30,29: water-lily lily
love-letter 16 hand 2,6,30,26: valentine
luggage 44 floor 7,2,25,30: suitcase trunk case bags
magic-wand 30 hand 2,2,30,30: wand
magnet 16 hand 3,2,29,30:
magnifying-glass-tilted-left 22 hand 2,2,30,30: magnifier lens magnifying-glass
mango 13 hand 1,2,27,30:
mantelpiece-clock 28 hand 2,2,30,30: grandfather-clock
maple-leaf 16 hand 2,2,30,30:
maracas 24 hand 4,2,28,30: rattle shaker
megaphone 24 hand 2,2,30,30: loudhailer
melon 16 hand 4,1,28,30:
memo 18 hand 5,2,31,30: list
microphone 18 hand 2,3,30,30:
microscope 34 hand 2,2,30,30:
military-medal 16 hand 6,2,26,30: medal
mirror 44 wall 6,2,27,30: looking-glass
mirror-ball 30 air 4,2,28,30: disco-ball
motor-boat 70 water 2,8,30,30:
motor-scooter 66 floor 2,9,30,30: moped motorbike
mountain 150 big 2,4,30,30:
mouse-trap 10 hand 2,7,30,30: trap
mushroom 24 floor 4,4,28,28: toadstool mushrooms
musical-note 18 air 3,2,30,30: note-music melody tune
musical-notes 26 air 2,3,30,30: song music notes
musical-score 16 hand 2,2,30,30: sheet-music
necktie 20 hand 2,2,30,30: tie
nest-with-eggs 22 hand 2,2,30,30: nest
newspaper 20 hand 1,5,31,31: paper
notebook-with-decorative-cover 20 hand 5,2,27,30: notebook journal
nut-and-bolt 12 hand 2,2,30,30: screw bolt
old-key 20 hand 2,2,29,30: rusty-key brass-key
onion 14 hand 5,2,28,30:
open-book 22 hand 2,7,30,31: storybook
orange-book 20 hand 5,2,27,30:
owl 30 floor 5,2,27,30:
package 30 hand 4,2,28,30: parcel box crate
page-with-curl 18 hand 4,2,29,30: page sheet
paintbrush 22 hand 3,3,30,28: brush
palm-tree 170 big 4,2,29,30: palm
pancakes 18 hand 2,2,30,30: pancake
parachute 80 air 2,2,30,30:
party-popper 20 hand 2,3,30,30: confetti
paw-prints 16 floor 2,6,30,30: pawprint paws
peach 13 hand 2,2,30,30:
pear 14 hand 3,2,28,30: pears
pencil 18 hand 1,1,30,30: pencils
pie 18 hand 3,2,28,30: tart
pineapple 24 hand 4,2,26,30:
pizza 18 hand 3,2,28,30:
playground-slide 110 big 2,3,30,29: slide
popcorn 22 hand 6,2,26,30:
postal-horn 22 hand 5,2,28,30: horn
postbox 60 floor 7,2,26,30: pillar-box
pot-of-food 26 hand 2,5,30,30: pot stew cauldron saucepan
potato 12 hand 4,2,29,30: potatoes
potted-plant 40 floor 7,2,25,30: plant houseplant flowerpot
pretzel 14 hand 2,5,30,28:
puzzle-piece 16 hand 2,2,30,30: puzzle jigsaw
racing-car 60 big 2,19,30,30: race-car
radio 26 hand 2,4,30,30: wireless-radio
rainbow 190 sky 2,2,30,30:
red-apple 13 hand 2,2,30,30: apple apples
red-paper-lantern 34 air 7,2,25,30: paper-lantern
ribbon 18 hand 2,5,30,30: bow-ribbon
rice-ball 14 hand 2,2,30,30: rice
ring 12 hand 5,2,26,30:
ring-buoy 36 floor 3,2,29,30: lifebuoy rubber-ring
ringed-planet 70 sky 4,4,28,28: planet saturn
robot 44 floor 2,2,30,30:
rock 26 floor 2,2,30,30: stone rocks boulder pebble pebbles stones
rocket 150 big 2,2,30,30: spaceship
roller-skate 20 hand 3,3,29,30:
rose 20 hand 9,2,25,30:
sailboat 80 water 2,2,30,30: boat sailing-boat yacht
sandwich 16 hand 2,3,30,29:
satellite 50 sky 2,3,30,29:
satellite-antenna 70 floor 6,2,29,30: antenna
saxophone 34 hand 2,2,30,30:
scarf 34 hand 2,2,30,30: shawl
scissors 18 hand 2,3,30,30:
scroll 22 hand 2,2,30,30: parchment
seedling 16 floor 2,2,30,30: sprout shoot seed seeds
sewing-needle 12 hand 2,2,30,30: needle
shallow-pan-of-food 22 hand 3,4,28,29: paella
sheaf-of-rice 26 hand 7,2,25,30: wheat
shield 34 hand 5,2,28,30:
shooting-star 50 sky 2,2,30,30: falling-star
shopping-bags 34 floor 2,2,30,30: shopping
shopping-cart 60 floor 2,3,30,30: trolley cart wagon
shortcake 16 hand 2,1,30,30: slice
shower 60 wall 2,2,30,30: watering
skateboard 16 floor 1,2,29,30:
skis 60 hand 2,3,30,30: ski
sled 44 floor 2,11,30,29: sledge sleigh toboggan
snail 10 hand 2,2,30,30: slugs
snowflake 18 air 3,2,30,30: snowflakes
snowman 76 floor 2,2,29,31:
soap 12 hand 2,2,30,30:
soccer-ball 20 hand 2,2,30,30: ball football balls
socks 18 hand 6,2,26,30: sock stocking
soft-ice-cream 20 hand 6,3,26,30: icecream cone
spaghetti 16 hand 2,2,30,30: pasta noodles
spider 14 air 2,2,30,30:
spider-web 50 wall 2,2,30,30: cobweb web
spiral-notepad 18 hand 5,2,26,31: notepad
spiral-shell 16 hand 2,3,30,30: shell seashell conch shells
sponge 12 hand 4,2,28,30:
spoon 18 hand 2,1,30,30: ladle wooden-spoon
squid 30 water 3,2,30,30:
star 22 air 2,3,30,29: stars
steaming-bowl 18 hand 3,2,29,30: ramen broth
stethoscope 22 hand 2,3,30,30:
stopwatch 14 hand 5,2,27,30:
strawberry 12 hand 6,2,26,30: strawberries
studio-microphone 26 hand 7,2,25,30:
sun 60 sky 2,2,30,30:
sunflower 34 hand 5,2,27,30: sunflowers
sunglasses 12 hand 2,10,30,21:
swan 44 water 1,3,31,31:
t-shirt 30 hand 2,9,30,30: shirt
teacup-without-handle 12 hand 2,2,30,30: teacup
teapot 20 hand 2,5,30,30: kettle
teddy-bear 34 hand 2,2,30,30: teddy doll toy cuddly-toy stuffed-animal
telephone 20 hand 2,7,30,30: phone
telescope 44 hand 3,2,30,30: spyglass
television 40 floor 3,2,29,30: tv
tent 110 big 2,6,30,30:
thermometer 20 hand 2,2,30,30:
thread 14 hand 2,3,30,30: spool cotton
ticket 12 hand 2,9,30,24: tickets
tomato 13 hand 2,5,30,30: tomatoes
toolbox 24 hand 2,6,30,30: tools tool toolkit
tooth 12 hand 1,2,31,29:
toothbrush 18 hand 3,2,29,30:
top-hat 20 hand 2,4,30,30: hat
tractor 95 big 2,7,30,30:
train 110 big 6,2,26,30:
trophy 26 hand 4,2,27,30: cup-prize prize
tropical-fish 20 water 2,7,30,30: fishes
trumpet 26 hand 2,2,30,30: bugle cornet
tulip 24 hand 7,3,25,30: tulips
turtle 22 floor 2,13,30,30: tortoise
violin 36 hand 2,2,30,30: fiddle cello
volcano 160 big 4,2,28,30:
volleyball 20 hand 1,1,31,31: beach-ball
waffle 16 hand 2,9,30,29:
watch 14 hand 4,2,30,30: wristwatch pocket-watch
water-wave 40 water 2,2,30,30: wave
watermelon 20 hand 2,2,30,30:
whale 90 water 2,2,29,30:
wheel 36 floor 2,2,30,30: tyre
wind-chime 28 air 8,2,25,30: chime chimes
window 60 wall 2,2,30,30:
wood 22 floor 4,3,28,29: log logs firewood sticks stick
world-map 26 hand 2,5,30,30: map treasure-map chart
worm 10 hand 3,2,28,30:
wrapped-gift 28 hand 3,2,29,30: gift present presents gifts
wrench 24 hand 2,2,30,30: spanner
yarn 16 hand 4,3,28,30: wool
yo-yo 14 hand 4,2,27,30: yoyo
"""
