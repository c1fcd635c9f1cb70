"""Commands of personal data: the keys of protected values are rotated, in every room."""

import argparse

from lampit.basics.commandline import PROBLEMS, Command, Outcome, Say
from lampit.privacy import actions


def _keys_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deed", choices=["rotate"], help="rotate: sandikan ulang dengan kunci baru")


def keys(_options: argparse.Namespace, say: Say) -> Outcome:
    """Seal all protected values again with the first key of LAMPIT_FIELD_KEYS, while serving.

    A killed run is simply started again: what has the new key already is passed over.
    """
    done = actions.rotate_keys(lambda seen: say(f"{seen} nilai"))
    data = {
        "resealed": done.resealed,
        "unchanged": done.unchanged,
        "unreadable": done.unreadable,
    }
    line = f"{done.resealed} nilai disandikan ulang, {done.unchanged} sudah memakai kunci baru"
    if done.unreadable:
        lost = (
            f"{done.unreadable} nilai tidak terbuka: kunci lamanya tidak ada di LAMPIT_FIELD_KEYS."
        )
        return Outcome(data, [line + ".", lost], PROBLEMS)
    return Outcome(data, [f"{line}. Kunci lama boleh dilepas sesudah cadangan berikutnya."])


COMMANDS = [
    Command(
        "keys",
        "Memutar kunci sandi data terlindung, juga selagi melayani.",
        "lampit keys rotate",
        _keys_arguments,
        keys,
    ),
]
