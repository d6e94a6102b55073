"""Generations as indexes: `PREFIX-g-NAME`, of which the one that answers has the alias `PREFIX`."""

import time
from collections.abc import Mapping

from elasticsearch import BadRequestError, Elasticsearch

from services.search.engines.elasticsearch.calls import reaching
from services.search.engines.elasticsearch.layout import LAYOUT, REFRESH, index_body
from services.search.engines.port import FIRST

BUILD_WITHIN_S = 60.0
SEARCHED_FOR_S = 1.0
"""For how long after it lost the alias an index is still searched: by who opened it just before."""


class Generations:
    """The indexes of one prefix. Nothing is remembered: other processes begin and promote as well."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        """`prefix` is theirs alone."""
        self._client, self.alias = client, prefix
        self._builder = client.options(request_timeout=BUILD_WITHIN_S)

    def index(self, generation: str) -> str:
        """Return the name of a generation's index."""
        return f"{self.alias}-g-{generation}"

    def all(self) -> dict[str, bool]:
        """Return every generation and whether it answers."""
        with reaching():
            found = self._client.indices.get_alias(index=self.index("*")).body
        return {name.removeprefix(self.index("")): self.alias in one["aliases"] for name, one in found.items()}

    def ensure(self) -> Mapping[str, bool]:
        """Return every generation; where none answers there is one from now on."""
        found = self.all()
        if not any(found.values()):
            self.begin(FIRST)
            self.promote(FIRST)
            found = self.all()
        return found

    def is_complete(self) -> bool:
        """Say whether what answers was built by a reindex, and laid out by this version of the code."""
        if self.ensure().get(FIRST):
            return False
        with reaching():
            found = self._client.indices.get_mapping(index=self.alias, filter_path="*.mappings._meta").body
        return all(one["mappings"].get("_meta", {}).get("layout") == LAYOUT for one in found.values())

    def begin(self, generation: str) -> None:
        """Make its index, unless it is there."""
        with reaching():
            try:
                self._builder.indices.create(index=self.index(generation), **index_body())
            except BadRequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise

    def promote(self, generation: str) -> None:
        """Let it answer, from one moment to the next, and drop all others once nobody searches them any more."""
        index = self.index(generation)
        others = [self.index(other) for other in self.all() if other != generation]
        with reaching():
            self._builder.indices.put_settings(index=index, settings={"refresh_interval": REFRESH})
            self._builder.indices.refresh(index=index)
            lost = [{"remove": {"index": other, "alias": self.alias, "must_exist": False}} for other in others]
            self._builder.indices.update_aliases(actions=[{"add": {"index": index, "alias": self.alias}}, *lost])
            if others:
                time.sleep(SEARCHED_FOR_S)
                self._builder.indices.delete(index=others, ignore_unavailable=True)

    def drop(self, generation: str) -> None:
        """Delete its index if it is there."""
        with reaching():
            self._builder.indices.delete(index=self.index(generation), ignore_unavailable=True)
