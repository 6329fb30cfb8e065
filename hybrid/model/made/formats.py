"""Formats of experts: those they are stored in, those they are made into, and whether their sizes allow it."""

from dataclasses import replace

from hybrid.errors import UnsupportedModelError
from hybrid.experts.formats import FORMATS
from hybrid.layout import FormatName
from hybrid.types import ExpertLayout

PLAIN: tuple[FormatName, FormatName] = ("plain", "plain")


def expert_formats(
    shown: str, stored: tuple[FormatName, FormatName], made: FormatName
) -> tuple[FormatName, FormatName]:
    """Of experts that are ``stored`` in some and to be ``made`` into another, plain meaning as they are.

    Raises ``UnsupportedModelError`` for weights that are small already.
    """
    if stored == PLAIN:
        return made, made
    if made == "plain" or stored == (made, made):
        return stored
    raise UnsupportedModelError(
        f"The experts of {shown} are {joined(stored)} already, so they can't be made {made}. Load it as it is stored, "
        "or choose a bf16 version.",
        "model",
    )


def stored_in(layout: ExpertLayout, formats: tuple[FormatName, FormatName]) -> ExpertLayout:
    """The layout with its matrices in the formats of up and of down."""
    up, down = formats
    return replace(layout, format=up, down_format=down if down != up else None)


def fits(layout: ExpertLayout) -> bool:
    """Whether the matrices have as many columns as their formats ask for."""
    up, down = (FORMATS[name].block for name in layout.formats)
    return layout.hidden % up == 0 and layout.intermediate % down == 0


def check_columns(shown: str, layout: ExpertLayout) -> None:
    """Raises ``UnsupportedModelError`` for experts whose sizes the format cannot have."""
    if not fits(layout):
        block = max(FORMATS[name].block for name in layout.formats)
        raise UnsupportedModelError(
            f"The experts of {shown} are {layout.hidden} x {layout.intermediate}, and {joined(layout.formats)} takes "
            f"{block} columns at a time. Load it as it is stored, or with int8 experts.",
            "model",
        )


def joined(formats: tuple[FormatName, FormatName]) -> str:
    """In words."""
    return " and ".join(dict.fromkeys(formats))


def check_order(shown: str, layout: ExpertLayout) -> None:
    """Raises ``UnsupportedModelError`` for columns in another order before an activation that may look at several."""
    if layout.ordered and layout.activation == "custom":
        raise UnsupportedModelError(
            f"The experts of {shown} have their columns ordered by activation (desc_act), and an activation of their "
            "own, which isn't supported together. Choose a version without desc_act.",
            "model",
        )
