"""People, organisations, who may act for whom, and the contexts that say so."""
