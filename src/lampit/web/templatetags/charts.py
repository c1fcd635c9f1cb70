"""Samples of colours for legends: `{% swatch "q1" %}`, `{% hatch_swatch %}`.

The charts themselves are drawn by views with `lampit.web.charts` and handed to the template.
"""

from django import template

from lampit.web import charts

register = template.Library()

register.simple_tag(charts.swatch)
register.simple_tag(charts.hatch_swatch)
register.simple_tag(charts.sparkline)
