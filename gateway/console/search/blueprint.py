"""Where the pages of search hang."""

from flask import Blueprint

blueprint = Blueprint("search", __name__)
