from pathlib import Path

from chassis.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_page_names_every_setting_with_its_default():
    printed = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `HAVANA_")]
    assert printed == [f"| `{name}` | {f'`{default}`' if default else 'empty'} | {doc} |" for name, default, doc in Settings.table()]
