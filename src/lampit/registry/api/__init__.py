"""The register for other programs: `/api/v1/businesses`."""

from lampit.registry.api.businesses import router

__all__ = ["router"]
