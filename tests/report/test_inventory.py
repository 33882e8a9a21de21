"""Each inventory is read back by a reader that is not ours; what people wrote in a record stays."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pytest
import yaml
from fideslang.models import Taxonomy
from markdown_it import MarkdownIt

from datamap.errors import DatamapError
from datamap.report import cyclonedx, fides
from datamap.report.merge import GONE, evidence_text, merge, read_row
from datamap.report.record import COLUMNS, DATA, RECIPIENTS, Row, record
from datamap.report.record_files import HEADER, as_csv, as_markdown, as_xlsx, from_csv, from_markdown, from_xlsx

BASIS = "Art. 6 lawful basis"
FILES = {"csv": (as_csv, from_csv), "markdown": (as_markdown, from_markdown), "xlsx": (as_xlsx, from_xlsx)}


def test_there_are_the_columns_of_article_30():
    assert len(COLUMNS) == len(set(COLUMNS)) == 24


def test_a_machine_filled_cell_has_its_evidence_and_others_are_blank(plain):
    rows = {row.key: row for row in record(plain, "shop")}
    assert set(rows) == {"processor:acme", "store:postgresql:users"}
    for row in rows.values():
        assert row.cells.keys() == row.evidence.keys()
    assert rows["processor:acme"].cells[RECIPIENTS] == "Acme Mail"
    assert rows["processor:acme"].evidence[DATA] == "app/mail.py:14"
    assert BASIS not in rows["processor:acme"].cells


@pytest.mark.parametrize("form", FILES)
def test_what_is_written_is_read_again(form, hostile):
    write, read = FILES[form]
    rows = record(hostile, "shop")
    assert read(write(rows)) == tuple(rows)
    assert write(rows) == write(rows)


@pytest.mark.parametrize("form", FILES)
def test_peoples_cells_are_kept_and_the_codes_follow_the_code(form, plain):
    write, read = FILES[form]
    first = record(plain, "shop")
    worked_on = [replace(row, cells={**row.cells, BASIS: "contract, 6(1)(b)", DATA: "our own words"}) for row in first]
    before = read(write([Row(row.key, row.cells, row.evidence) for row in first]))
    assert merge(before, first) == tuple(first)
    edited = tuple(read_row(new.key, new.cells, evidence_text(old)) for old, new in zip(first, worked_on, strict=True))
    later = record(replace(plain, practices=replace(plain.practices, processors=())), "shop")
    merged = {row.key: row for row in merge(edited, later)}
    assert merged["store:postgresql:users"].cells[BASIS] == "contract, 6(1)(b)"
    assert merged["store:postgresql:users"].cells[DATA] == "our own words"
    assert DATA not in merged["store:postgresql:users"].evidence
    assert set(merged["processor:acme"].evidence.values()) == {GONE}
    again = read(write(tuple(merged.values())))
    assert merge(again, later) == tuple(merged.values())


def test_a_row_that_only_people_know_stays():
    own = Row("payroll on paper", {BASIS: "legal duty"})
    assert merge([own], []) == (own,)


def test_csv_of_a_spreadsheet_with_semicolons(plain):
    rows = record(plain, "shop")
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(csv.reader(io.StringIO(as_csv(rows))))
    assert from_csv("\ufeff" + stream.getvalue()) == tuple(rows)


def test_csv_has_no_formula(hostile):
    for line in csv.reader(io.StringIO(as_csv(record(hostile, "=1+1")))):
        assert len(line) == len(HEADER)
        assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_xlsx_is_read_by_openpyxl_without_formulas_or_links(hostile):
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(record(hostile, "=1+1")))).active
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_xlsx_that_a_person_saved_is_read(plain):
    rows = record(plain, "shop")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows)))
    book.active.cell(2, HEADER.index(BASIS) + 1).value = "consent"
    stream = io.BytesIO()
    book.save(stream)
    assert from_xlsx(stream.getvalue())[0].cells[BASIS] == "consent"


@pytest.mark.parametrize("data", [b"no workbook", b"PK\x03\x04", as_xlsx([])[:-40]])
def test_a_broken_workbook_is_the_users_mistake(data):
    with pytest.raises(DatamapError, match="workbook"):
        from_xlsx(data)


def test_markdown_has_no_markup_but_its_own(hostile):
    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.seen: set[str] = set()

        def handle_starttag(self, tag, attrs):
            assert not [name for name, _ in attrs if name != "style"]
            self.seen.add(tag)

    tags = Tags()
    tags.feed(MarkdownIt("gfm-like", {"linkify": False}).render(as_markdown(record(hostile, "shop"))))
    assert tags.seen <= {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td"}


def test_fides_is_valid_under_the_published_package(hostile):
    taxonomy = Taxonomy(**yaml.safe_load(fides.render(hostile, "my shop!")))
    assert [system.fides_key for system in taxonomy.system] == ["my_shop_"]
    fields = [field for dataset in taxonomy.dataset for part in dataset.collections for field in part.fields]
    assert ["user.contact.email"] in [field.data_categories for field in fields]


def test_fides_defines_the_categories_it_adds(plain):
    from fideslang.default_taxonomy import DEFAULT_TAXONOMY

    document = yaml.safe_load(fides.render(plain, "shop"))
    known = {str(category.fides_key) for category in DEFAULT_TAXONOMY.data_category} | {
        part["fides_key"] for part in document["data_category"]
    }
    used = {category for part in document["system"] for own in part["privacy_declarations"] for category in own["data_categories"]}
    assert used <= known
    uses = {str(use.fides_key) for use in DEFAULT_TAXONOMY.data_use}
    assert {own["data_use"] for part in document["system"] for own in part["privacy_declarations"]} <= uses


def test_cyclonedx_is_valid_under_its_schema(hostile):
    validation = pytest.importorskip("cyclonedx.validation.json")
    schema = pytest.importorskip("cyclonedx.schema")
    assert validation.JsonStrictValidator(schema.SchemaVersion.V1_6).validate_str(cyclonedx.render(hostile, "shop")) is None


def test_cyclonedx_tells_what_flows_where(plain):
    document = json.loads(cyclonedx.render(plain, "shop"))
    assert document["services"][0]["data"] == [
        {"flow": "outbound", "classification": "personal data", "name": "user.contact.email", "description": "form: plain"}
    ]
