"""Record linkage: which records are one business (Fellegi and Sunter 1969), without labels.

`find_pairs` gives pairs with probability and evidence, clusters and a report; `find_new` the same
of new records alone, by the index that a full run keeps; `train` learns a
model of any described schema from records alone; `shipped` is the model of businesses.
Pure: no Django, no network. Candidates are made and sifted on numbers; DuckDB in process or
Spark compare the texts of what is left.
"""

from lampit.science.linkage.engine import DuckEngine, Engine
from lampit.science.linkage.find import Found, engine_of, find_pairs
from lampit.science.linkage.index import Index, Keep
from lampit.science.linkage.model import Model, read_model, shipped, shipped_schema
from lampit.science.linkage.newcomers import find_new
from lampit.science.linkage.schema import Schema, SchemaError, read_schema
from lampit.science.linkage.train import train

__all__ = [
    "DuckEngine", "Engine", "Found", "Index", "Keep", "Model", "Schema", "SchemaError",
    "engine_of", "find_new", "find_pairs", "read_model", "read_schema", "shipped",
    "shipped_schema", "train",
]  # fmt: skip
