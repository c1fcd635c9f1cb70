"""Forms of deeds that join several rooms."""

from lampit.desk.forms.succeeding import SuccessorForm

__all__ = ["SuccessorForm"]
