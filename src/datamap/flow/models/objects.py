"""What comes out of object storage: files of people, unless the code says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datamap.flow.tags import Label

if TYPE_CHECKING:
    from datamap.flow.events import Site, World
    from datamap.flow.values import Value

OBJECTS = "object_storage"
MEDIA = "user.content.media"


def stored_object(world: World, site: Site, store: str) -> Value:
    """An object that is read from a store."""
    return world.labelled(media_label(site, store))


def media_label(site: Site, store: str) -> Label:
    """The label of what a store of objects holds."""
    return Label("data", MEDIA, f"an object of {store}", site.location, site.symbol, "customer")
