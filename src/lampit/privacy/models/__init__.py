"""Requests of persons about their data, with the copies made for them.

Tables owned: `privacy_series`, `privacy_request`, `privacy_copy`.
"""

from lampit.privacy.models.requests import Copy, Request, Series

__all__ = ["Copy", "Request", "Series"]
