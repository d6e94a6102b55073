"""Search over everything one may read, and the searches that one keeps."""

from gateway.api.resource import Resource
from services.search import schemas

search = Resource("search", service="search", description="Full-text search over what you may read, in the languages it is written in.")
saved = Resource("saved-searches", service="search", description="Searches that you keep, and what they have found since.")
public = Resource("public-search", service="search", path="/public/search", description="Search over what everybody may read.")
resources = (search, saved, public)

ONE = "/<uuid:saved_search_id>"
FOUND = "What is found, counted by facet; 503 while the index is away."
BEGUN = "Records whose titles begin like what was typed."

search.add("GET", "", "search", asks=schemas.Search, answers=schemas.FoundView, says=FOUND)
search.add("GET", "/suggestions", "suggest", asks=schemas.Suggest, answers=schemas.SuggestionsView, says=BEGUN)
public.add("GET", "", "search_public", asks=schemas.SearchPublic, answers=schemas.FoundView, says=FOUND, public=True)
public.add("GET", "/suggestions", "suggest_public", asks=schemas.Suggest, answers=schemas.SuggestionsView, says=BEGUN, public=True)

OF_SAVED = (
    ("GET", "", "list_saved_searches", schemas.ListSavedSearches, schemas.SavedSearchList, "Your saved searches.", 200),
    ("POST", "", "save_search", schemas.SaveSearch, schemas.SavedSearchView, "Keep a search.", 201),
    ("GET", ONE, "get_saved_search", schemas.GetSavedSearch, schemas.SavedSearchView, "One saved search.", 200),
    ("PATCH", ONE, "amend_saved_search", schemas.AmendSavedSearch, schemas.SavedSearchView, "Change it.", 200),
    ("DELETE", ONE, "end_saved_search", schemas.GetSavedSearch, None, "Delete it with what it found.", 204),
    ("GET", f"{ONE}/findings", "list_findings", schemas.ListFindings, schemas.FindingsView, "What it found, newest first, and why.", 200),
    ("POST", f"{ONE}/seen", "note_findings_seen", schemas.GetSavedSearch, None, "You have looked.", 204),
    ("POST", f"{ONE}/feed", "make_search_feed", schemas.MakeFeed, schemas.FeedLinkView, "A new link to its feed; shown once.", 201),
    ("DELETE", f"{ONE}/feed", "end_search_feed", schemas.EndFeed, None, "The link opens nothing any more.", 204),
)
for verb, rule, method, asks, answers, says, status in OF_SAVED:
    saved.add(verb, rule, method, asks=asks, answers=answers, says=says, status=status)
