"""Tables of the room: goods and their index, stock, costs, capacity, helpers, groups, links."""

from lampit.shops.models.abroad import MakerAbroad, ProductAbroad
from lampit.shops.models.capacity import Capacity, CapacityHold
from lampit.shops.models.costing import CostSheet, Wage
from lampit.shops.models.curation import Curation, CurationOpinion, CurationSheet
from lampit.shops.models.elsewhere import ShopElsewhere
from lampit.shops.models.fairs import Fair, FairGood
from lampit.shops.models.finding import Document, IndexState, Posting, Term, Word, WordKey
from lampit.shops.models.goods import Maker, PriceReference, Product, Variant
from lampit.shops.models.groups import Group, GroupFront, GroupMember
from lampit.shops.models.helping import Assistance
from lampit.shops.models.keeping import FreshnessSetting, Reminder
from lampit.shops.models.photos import Made, Photo, Sketch, SketchPhoto
from lampit.shops.models.promotion import Campaign, LinkBatch, LinkDay, Spend, TrackedLink
from lampit.shops.models.rolls import Roll, RollChange
from lampit.shops.models.stock import Reservation, Stock, StockMove
from lampit.shops.models.stories import MakerStory
from lampit.shops.models.trust import MarketOffice, Pledge, PriceSplit

__all__ = [
    "Assistance",
    "Campaign",
    "Capacity",
    "CapacityHold",
    "CostSheet",
    "Curation",
    "CurationOpinion",
    "CurationSheet",
    "Document",
    "Fair",
    "FairGood",
    "FreshnessSetting",
    "Group",
    "GroupFront",
    "GroupMember",
    "IndexState",
    "LinkBatch",
    "LinkDay",
    "Made",
    "Maker",
    "MakerAbroad",
    "MakerStory",
    "MarketOffice",
    "Photo",
    "Pledge",
    "Posting",
    "PriceReference",
    "PriceSplit",
    "Product",
    "ProductAbroad",
    "Reminder",
    "Reservation",
    "Roll",
    "RollChange",
    "ShopElsewhere",
    "Sketch",
    "SketchPhoto",
    "Spend",
    "Stock",
    "StockMove",
    "Term",
    "TrackedLink",
    "Variant",
    "Wage",
    "Word",
    "WordKey",
]
