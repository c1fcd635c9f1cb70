"""Illustrations of goods: a shape guessed from the name, cut out of the surface of its material.

`illustration(name, category)` is the one entrance. Shapes are drawn at 1440 pixels and made
small, on a calm ground with a soft shadow, like the drawings of the design.
"""

import zlib
from collections.abc import Callable
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from lampit.shops.rules import weave
from lampit.shops.rules.weave import SIZE, Palette, shade

Draw = ImageDraw.ImageDraw
FINAL = 720
GROUNDS = (
    ((233, 240, 232), (202, 219, 208)), ((248, 238, 216), (238, 220, 178)),
    ((238, 232, 242), (219, 209, 228)), ((240, 236, 228), (218, 208, 194)),
)  # fmt: skip
# First word that the name contains decides; the rest follows the category.
BY_WORD = (
    ("bundar", "disc"), ("tatakan", "disc"), ("topi", "hat"), ("cermin", "sun"),
    ("sedotan", "sticks"), ("kodian", "rolls"), ("tikar", "mat"), ("sajadah", "mat"),
    ("runner", "mat"), ("lampit", "mat"),
    ("kampil", "bag"), ("tas", "bag"), ("dompet", "pouch"), ("map", "pouch"), ("tutup", "box"),
    ("keranjang", "basket"), ("bakul", "basket"), ("tudung", "dome"), ("lampu", "dome"),
    ("rak", "shelf"), ("kursi", "chair"), ("ayunan", "dome"), ("kemeja", "shirt"),
    ("meja", "table"),
    ("kain", "cloth"), ("selendang", "cloth"), ("anglo", "bowl"), ("pot", "bowl"), ("tajau", "jar"),
    ("telur", "eggs"), ("itik", "duck"), ("jukung", "boat"), ("sanduk", "spoons"),
    ("kopiah", "cap"), ("bingka", "cake"), ("kerupuk", "pack"), ("keripik", "pack"),
    ("abon", "pack"), ("sapat", "pack"),
)  # fmt: skip
BY_CATEGORY = {
    "lampit": "mat", "anyaman-purun": "bag", "anyaman-eceng-gondok": "basket",
    "anyaman-rotan": "basket", "anyaman-jangang": "cap", "sasirangan": "cloth", "mebel": "table",
    "kayu": "spoons", "gerabah": "jar", "pangan": "pack", "unggas": "duck",
}  # fmt: skip


def illustration(name: str, category: str, *, close: bool = False) -> Image.Image:
    """Return the illustration of a good, 720 x 720; `close` shows only its surface."""
    seed = zlib.crc32(name.encode())
    surface = weave.surface(category, seed)
    if close:
        return surface.reduce(SIZE // FINAL)
    shape = SHAPES[shape_of(name, category)]
    scene = _Scene(surface, weave.palette(category, seed), seed)
    shape(scene)
    return scene.image.reduce(SIZE // FINAL)


def shape_of(name: str, category: str) -> str:
    """Return the shape of a good from the words of its name, else from its category."""
    lowered = name.lower()
    for word, shape in BY_WORD:
        if word in lowered:
            return shape
    return BY_CATEGORY.get(category, "bag")


class _Scene:
    """A ground on which parts are laid: cut-outs of a surface, or plain colour."""

    def __init__(self, surface: Image.Image, palette: Palette, seed: int) -> None:
        self.surface, self.palette, self.seed = surface, palette, seed
        top, bottom = GROUNDS[seed // 7 % len(GROUNDS)]
        strip = Image.new("RGB", (1, 64))
        for y in range(64):
            share = y / 63
            mixed = [round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)]
            strip.putpixel((0, y), (mixed[0], mixed[1], mixed[2]))
        tall = strip.resize((1, SIZE), Image.Resampling.BILINEAR)
        self.image = tall.resize((SIZE, SIZE), Image.Resampling.NEAREST)

    def shadow(self, x: int, y: int, width: int, height: int) -> None:
        """Lay a soft shadow on the ground, centred at x, y."""
        small = Image.new("L", (SIZE // 8, SIZE // 8))
        box = [v / 8 for v in (x - width, y - height, x + width, y + height)]
        ImageDraw.Draw(small).ellipse((box[0], box[1], box[2], box[3]), fill=90)
        mask = small.filter(ImageFilter.GaussianBlur(5)).resize(
            (SIZE, SIZE), Image.Resampling.BILINEAR
        )
        self.image.paste((60, 44, 24), mask=mask)

    def cut(
        self, paint: Callable[[Draw], None], *, turn: float = 0, rim: int = 8, light: float = 1
    ) -> None:
        """Lay the surface where `paint` is white, with a dark rim and light from the left."""
        mask = Image.new("L", (SIZE, SIZE))
        paint(ImageDraw.Draw(mask))
        surface = self.surface
        if turn:
            mask = mask.rotate(turn, Image.Resampling.BILINEAR)
            surface = surface.rotate(turn, Image.Resampling.BILINEAR)
        left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
        pad = rim + 2  # so that the rim closes on the straight sides too
        box = (left - pad, top - pad, right + pad, bottom + pad)
        mask, surface = mask.crop(box), surface.crop(box)
        if light != 1:
            surface = surface.point(lambda v: int(v * light))
        self.image.paste(surface, box, mask)
        side = Image.linear_gradient("L").rotate(90).point(lambda v: max(0, v - 140) // 2)
        self.image.paste(
            (40, 26, 12),
            box,
            ImageChops.multiply(side.resize(mask.size, Image.Resampling.BILINEAR), mask),
        )
        if rim:
            # A blurred and cut mask is a smaller mask, far sooner than a minimum filter.
            inner = mask.filter(ImageFilter.BoxBlur(rim)).point(lambda v: 255 if v > 250 else 0)
            self.image.paste(shade(self.palette.gap, 0.85), box, ImageChops.subtract(mask, inner))

    def pen(self) -> Draw:
        """Return a pen for plain parts."""
        return ImageDraw.Draw(self.image)


def _mat(s: _Scene) -> None:
    s.shadow(720, 1130, 600, 110)
    s.cut(lambda d: d.rectangle((250, 300, 1190, 1120), fill=255), turn=9, rim=14)
    pen = s.pen()
    for x in (330, 1110):
        pen.line([_turned(x, y, 9) for y in (306, 1114)], fill=s.palette.accent, width=22)


def _turned(x: float, y: float, degrees: float) -> tuple[float, float]:
    """Return where a point of the middle goes when the picture turns to the left."""
    a = degrees * pi / 180
    right, down = x - SIZE / 2, y - SIZE / 2
    return SIZE / 2 + right * cos(a) + down * sin(a), SIZE / 2 - right * sin(a) + down * cos(a)


def _rolls(s: _Scene) -> None:
    s.shadow(720, 1120, 620, 100)
    for row, count in enumerate((4, 3, 2)):
        for index in range(count):
            x, y = 720 + round((index - (count - 1) / 2) * 290), 980 - row * 250
            box = (x - 145, y - 145, x + 145, y + 145)
            s.cut(lambda d, b=box: d.ellipse(b, fill=255))  # type: ignore[misc]
            for ring in range(30, 140, 26):
                bow = (x - ring, y - ring, x + ring, y + ring)
                s.pen().arc(bow, 20, 350, fill=s.palette.gap, width=7)


def _disc(s: _Scene) -> None:
    s.shadow(740, 760, 560, 560)
    s.cut(lambda d: d.ellipse((200, 200, 1240, 1240), fill=255), rim=16)
    pen = s.pen()
    for radius, width in ((500, 22), (330, 14), (170, 22)):
        box = (720 - radius, 720 - radius, 720 + radius, 720 + radius)
        pen.ellipse(box, outline=s.palette.accent if width > 20 else s.palette.gap, width=width)
    for index in range(48):
        a = 2 * pi * index / 48
        ends = [(720 + r * cos(a), 720 + r * sin(a)) for r in (178, 486)]
        pen.line(ends, fill=shade(s.palette.gap, 1.05), width=4)


def _hat(s: _Scene) -> None:
    s.shadow(720, 1040, 610, 150)
    s.cut(lambda d: d.ellipse((110, 760, 1330, 1120), fill=255), rim=14)
    s.cut(lambda d: d.pieslice((390, 380, 1050, 1300), 180, 360, fill=255), light=1)
    s.pen().arc((384, 700, 1056, 960), 10, 170, fill=s.palette.accent, width=64)


def _sun(s: _Scene) -> None:
    pen = s.pen()
    s.shadow(740, 760, 520, 520)
    for index in range(40):
        a, far = 2 * pi * index / 40, 600 if index % 2 else 520
        ends = [(720 + r * cos(a), 720 + r * sin(a)) for r in (300, far)]
        pen.line(ends, fill=s.palette.dark if index % 2 else s.palette.light, width=34)
    s.cut(lambda d: d.ellipse((330, 330, 1110, 1110), fill=255), rim=12)
    pen.ellipse((420, 420, 1020, 1020), fill=(214, 226, 226), outline=s.palette.gap, width=16)
    pen.polygon(((560, 880), (800, 470), (870, 470), (630, 900)), fill=(236, 243, 242))


def _sticks(s: _Scene) -> None:
    s.shadow(720, 1190, 380, 80)
    pen = s.pen()
    for index in range(17):
        x, lean = 470 + index * 31, (index - 8) * 15
        fill = shade(s.palette.light if index % 2 else s.palette.dark, 0.9 + 0.03 * (index % 5))
        pen.line(((x, 1170), (x + lean, 280 + 22 * (index % 4))), fill=fill, width=28)
        pen.ellipse((x + lean - 14, 266 + 22 * (index % 4), x + lean + 14, 294 + 22 * (index % 4)),
                    fill=s.palette.gap)  # fmt: skip
    pen.rectangle((440, 800, 1000, 880), fill=s.palette.accent)


def _bag(s: _Scene) -> None:
    s.shadow(720, 1220, 480, 90)
    pen = s.pen()
    for grow in (0, 60):
        box = (470 + grow, 210 + grow, 970 - grow, 900)
        pen.arc(box, 180, 360, fill=s.palette.accent if grow == 0 else s.palette.gap, width=44)
    s.cut(
        lambda d: d.polygon(((330, 560), (1110, 560), (1200, 1220), (240, 1220)), fill=255), rim=12
    )
    pen.polygon(((322, 540), (1118, 540), (1130, 630), (310, 630)), fill=s.palette.accent)
    if s.seed % 2:
        pen.polygon(((720, 740), (850, 900), (720, 1060), (590, 900)), fill=s.palette.accent)
        pen.polygon(((720, 820), (790, 900), (720, 980), (650, 900)), fill=s.palette.light)


def _pouch(s: _Scene) -> None:
    s.shadow(720, 1060, 500, 90)
    s.cut(lambda d: d.rounded_rectangle((220, 420, 1220, 1060), 60, fill=255), rim=12)
    s.cut(lambda d: d.polygon(((220, 440), (1220, 440), (1130, 760), (310, 760)), fill=255),
          light=0.9, rim=12)  # fmt: skip
    pen = s.pen()
    pen.line(((310, 760), (1130, 760)), fill=s.palette.accent, width=20)
    pen.ellipse((675, 715, 765, 805), fill=s.palette.accent, outline=s.palette.light, width=10)


def _box(s: _Scene) -> None:
    s.shadow(720, 1200, 480, 90)
    s.cut(lambda d: d.rectangle((320, 560, 1120, 1200), fill=255), rim=12)
    s.cut(lambda d: d.rectangle((270, 400, 1170, 600), fill=255), light=0.88, rim=12)
    s.pen().rectangle((670, 400, 770, 1196), fill=s.palette.accent)


def _basket(s: _Scene) -> None:
    s.shadow(720, 1210, 440, 90)
    pen = s.pen()
    pen.arc((330, 190, 1110, 1050), 180, 360, fill=s.palette.gap, width=54)
    pen.arc((344, 204, 1096, 1036), 180, 360, fill=s.palette.dark, width=24)

    def belly(draw: Draw) -> None:
        draw.polygon(((300, 640), (1140, 640), (1010, 1190), (430, 1190)), fill=255)
        draw.ellipse((430, 1130, 1010, 1240), fill=255)

    s.cut(belly, rim=12)
    pen.ellipse((290, 540, 1150, 750), fill=s.palette.dark, outline=s.palette.gap, width=10)
    pen.ellipse((350, 570, 1090, 725), fill=(58, 44, 28))


def _dome(s: _Scene) -> None:
    s.shadow(720, 1080, 560, 90)
    pen = s.pen()
    pen.line(((720, 130), (720, 420)), fill=s.palette.gap, width=20)
    s.cut(lambda d: d.pieslice((190, 360, 1250, 1740), 180, 360, fill=255), rim=12)
    pen.rounded_rectangle((170, 1010, 1270, 1100), 40, fill=s.palette.dark, outline=s.palette.gap,
                          width=8)  # fmt: skip
    pen.ellipse((650, 310, 790, 450), fill=s.palette.dark, outline=s.palette.gap, width=10)


def _boards(*boxes: tuple[int, int, int, int]) -> Callable[[_Scene], None]:
    """Return a shape of upright and level boards: furniture."""

    def shape(s: _Scene) -> None:
        s.shadow(720, 1240, 560, 70)
        for box in boxes:
            s.cut(lambda d, b=box: d.rounded_rectangle(b, 14, fill=255), rim=8)  # type: ignore[misc]

    return shape


def _cloth(s: _Scene) -> None:
    s.image.paste(s.surface)
    for x, width in ((380, 70), (760, 110), (1160, 60)):
        fold = Image.new("L", (SIZE // 8, SIZE // 8))
        corners = ((x, 0), (x + width, 0), (x + width - 60, SIZE), (x - 90, SIZE))
        points = [(a / 8, b / 8) for a, b in corners]
        ImageDraw.Draw(fold).polygon(points, fill=96)
        mask = fold.filter(ImageFilter.GaussianBlur(4)).resize(
            (SIZE, SIZE), Image.Resampling.BILINEAR
        )
        s.image.paste(shade(s.palette.gap, 0.7), mask=mask)


def _shirt(s: _Scene) -> None:
    s.shadow(720, 1230, 420, 70)
    body = ((520, 330), (920, 330), (1290, 560), (1170, 790), (1060, 730), (1060, 1230),
            (380, 1230), (380, 730), (270, 790), (150, 560))  # fmt: skip
    s.cut(lambda d: d.polygon(body, fill=255), rim=10)
    pen = s.pen()
    pen.polygon(((560, 320), (880, 320), (720, 520)), fill=shade(s.palette.gap, 1.1))
    pen.line(((720, 520), (720, 1226)), fill=s.palette.gap, width=12)
    for y in range(620, 1200, 140):
        pen.ellipse((738, y, 766, y + 28), fill=s.palette.accent)


def _bowl(s: _Scene) -> None:
    s.shadow(720, 1180, 430, 90)
    s.cut(
        lambda d: d.polygon(((330, 520), (1110, 520), (960, 1190), (480, 1190)), fill=255), rim=12
    )
    pen = s.pen()
    pen.rounded_rectangle((280, 440, 1160, 590), 40, fill=s.palette.light, outline=s.palette.gap,
                          width=10)  # fmt: skip
    pen.ellipse((340, 420, 1100, 540), fill=shade(s.palette.gap, 0.8))


def _jar(s: _Scene) -> None:
    s.shadow(720, 1240, 380, 80)
    widths = (210, 180, 190, 300, 390, 420, 400, 340, 270, 220)
    left = [(720 - w, 330 + i * 100) for i, w in enumerate(widths)]
    right = [(720 + w, 330 + i * 100) for i, w in enumerate(widths)]
    s.cut(lambda d: d.polygon(left + right[::-1], fill=255), rim=12)
    pen = s.pen()
    pen.ellipse((490, 270, 950, 390), fill=s.palette.light, outline=s.palette.gap, width=12)
    pen.ellipse((560, 292, 880, 366), fill=shade(s.palette.gap, 0.7))


def _eggs(s: _Scene) -> None:
    s.shadow(720, 1150, 560, 130)
    s.cut(lambda d: d.rounded_rectangle((200, 260, 1240, 1180), 70, fill=255), rim=14)
    pen = s.pen()
    for row in range(3):
        for column in range(3):
            x, y = 400 + column * 320, 450 + row * 270
            pen.ellipse((x - 120, y - 92, x + 120, y + 150), fill=shade(s.palette.gap, 0.8))
            pen.ellipse((x - 96, y - 140, x + 96, y + 110), fill=(176, 214, 206))
            pen.ellipse((x - 56, y - 108, x + 4, y - 20), fill=(214, 236, 230))


def _duck(s: _Scene) -> None:
    s.shadow(700, 1180, 420, 80)
    pen = s.pen()
    for x in (600, 780):
        pen.line(((x, 1080), (x, 1200), (x + 70, 1200)), fill=(222, 128, 40), width=26)
    pen.ellipse((330, 600, 1010, 1130), fill=(244, 206, 88))
    pen.polygon(((360, 760), (220, 660), (330, 940)), fill=(236, 192, 70))
    pen.ellipse((780, 330, 1160, 710), fill=(248, 214, 102))
    pen.polygon(((1130, 500), (1310, 545), (1130, 600)), fill=(222, 128, 40))
    pen.ellipse((990, 460, 1036, 506), fill=(44, 34, 24))
    pen.chord((450, 740, 830, 1030), 0, 200, fill=(228, 178, 60))


def _boat(s: _Scene) -> None:
    pen = s.pen()
    pen.rectangle((0, 1010, SIZE, SIZE), fill=(150, 190, 184))
    for y in range(1060, SIZE, 90):
        pen.line([(x, y + 10 * sin(x / 60 + y)) for x in range(0, SIZE + 1, 40)],
                 fill=(190, 216, 208), width=10)  # fmt: skip
    pen.line(((930, 380), (650, 1060)), fill=s.palette.dark, width=24)
    pen.ellipse((890, 300, 990, 450), fill=s.palette.dark)
    hull = ((110, 720), (330, 800), (1110, 800), (1330, 720), (1150, 1040), (300, 1040))
    s.cut(lambda d: d.polygon(hull, fill=255), rim=12)


def _spoons(s: _Scene) -> None:
    s.shadow(720, 1210, 420, 70)

    def spoon(draw: Draw) -> None:
        draw.rounded_rectangle((686, 560, 754, 1200), 30, fill=255)
        draw.ellipse((590, 240, 850, 640), fill=255)

    for turn in (22, 0, -22):
        s.cut(spoon, turn=turn, rim=10)


def _cap(s: _Scene) -> None:
    s.shadow(720, 1120, 500, 100)
    s.cut(
        lambda d: d.polygon(((300, 560), (1140, 560), (1210, 1110), (230, 1110)), fill=255), rim=12
    )
    s.cut(lambda d: d.ellipse((300, 440, 1140, 690), fill=255), light=1, rim=12)
    s.pen().line(((240, 1060), (1200, 1060)), fill=s.palette.accent, width=26)


def _cake(s: _Scene) -> None:
    s.shadow(720, 1080, 560, 120)
    pen = s.pen()
    petals = [(720 + (520 + 46 * cos(8 * a)) * cos(a), 800 + (330 + 30 * cos(8 * a)) * sin(a))
              for a in (2 * pi * i / 160 for i in range(160))]  # fmt: skip
    pen.polygon([(x, y + 90) for x, y in petals], fill=shade(s.palette.gap, 0.9))
    s.cut(lambda d: d.polygon(petals, fill=255), rim=14)
    pen.ellipse((520, 680, 920, 920), outline=s.palette.gap, width=12)


def _pack(s: _Scene) -> None:
    s.shadow(720, 1230, 400, 80)
    s.cut(
        lambda d: d.polygon(((420, 260), (1020, 260), (1080, 1230), (360, 1230)), fill=255), rim=12
    )
    pen = s.pen()
    pen.rectangle((410, 240, 1030, 350), fill=shade(s.palette.gap, 0.95))
    pen.rounded_rectangle((480, 560, 960, 1010), 30, fill=(250, 246, 236))
    pen.ellipse((560, 690, 820, 850), fill=s.palette.accent)
    pen.polygon(((790, 770), (890, 690), (890, 850)), fill=s.palette.accent)
    pen.ellipse((610, 735, 636, 761), fill=(250, 246, 236))
    pen.line(((560, 930), (880, 930)), fill=s.palette.accent, width=22)


SHAPES: dict[str, Callable[[_Scene], None]] = {
    "mat": _mat, "rolls": _rolls, "disc": _disc, "hat": _hat, "sun": _sun, "sticks": _sticks,
    "bag": _bag, "pouch": _pouch, "box": _box, "basket": _basket, "dome": _dome, "cloth": _cloth,
    "shirt": _shirt, "bowl": _bowl, "jar": _jar, "eggs": _eggs, "duck": _duck, "boat": _boat,
    "spoons": _spoons, "cap": _cap, "cake": _cake, "pack": _pack,
    "shelf": _boards((330, 300, 400, 1240), (1040, 300, 1110, 1240), (300, 420, 1140, 490),
                     (300, 740, 1140, 810), (300, 1060, 1140, 1130)),
    "chair": _boards((420, 260, 490, 1240), (950, 260, 1020, 1240), (420, 300, 1020, 380),
                     (420, 470, 1020, 540), (360, 760, 1080, 870)),
    "table": _boards((330, 640, 410, 1240), (1030, 640, 1110, 1240), (200, 540, 1240, 660),
                     (330, 960, 1110, 1020)),
}  # fmt: skip
