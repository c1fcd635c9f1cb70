"""Commands of personal data: the keys of protected values are rotated, in every room."""

import argparse

from lampit.basics.commandline import PROBLEMS, Command, Outcome, Say
from lampit.outside import vault
from lampit.privacy import actions

HOW = (
    "Tulis kunci baru di depan kunci lama di LAMPIT_FIELD_KEYS, dipisah koma, lalu mulai ulang "
    "Lampit (demo: di berkas LAMPIT_HOME/keys/lampit_field_keys, tanpa mulai ulang). "
    "Sesudah itu: lampit keys rotate."
)


def _keys_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "deed",
        choices=["rotate", "new"],
        help="new: buat kunci baru; rotate: sandikan ulang dengan kunci pertama LAMPIT_FIELD_KEYS",
    )


def keys(options: argparse.Namespace, say: Say) -> Outcome:
    """Seal all protected values again with the first key of LAMPIT_FIELD_KEYS, while serving.

    A killed run is simply started again: what has the new key already is passed over. `new`
    writes a fresh key and what to do with it, and changes nothing.
    """
    if options.deed == "new":
        fresh = vault.new_key()
        return Outcome({"key": fresh}, [fresh, HOW])
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
    if len(vault.key_names()) == 1 and not done.resealed:
        alone = f"Hanya ada satu kunci, jadi tidak ada yang diganti: {done.unchanged} nilai tetap."
        return Outcome(data, [alone, f"Buat kunci baru: lampit keys new. {HOW}"])
    return Outcome(data, [f"{line}. Kunci lama boleh dilepas sesudah cadangan berikutnya."])


COMMANDS = [
    Command(
        "keys",
        "Memutar kunci sandi data terlindung, juga selagi melayani.",
        "lampit keys new; lampit keys rotate",
        _keys_arguments,
        keys,
    ),
]
