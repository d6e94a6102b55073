"""The metadata of the library's tables."""

from chassis.storage.tables import service_metadata

metadata = service_metadata()
