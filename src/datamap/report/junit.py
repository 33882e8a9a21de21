"""``--format junit``: a test suite a file, a failed test a finding."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from datamap.display import display

if TYPE_CHECKING:
    from datamap.model import Finding, Result


def render(result: Result) -> str:
    """The open findings as JUnit XML; a clean run has one test that passed, since some readers refuse an empty file."""
    shown = [finding for finding in result.findings if finding.suppressed is None]
    root = ET.Element("testsuites", name="datamap", tests=str(max(1, len(shown))), failures=str(len(shown)))
    for file, findings in groupby(shown, key=lambda finding: finding.location.file):
        _suite(root, file, list(findings))
    if not shown:
        suite = ET.SubElement(root, "testsuite", name="datamap", tests="1", failures="0")
        ET.SubElement(suite, "testcase", name="no findings", classname="datamap")
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, file: str, findings: list[Finding]) -> None:
    count = str(len(findings))
    suite = ET.SubElement(root, "testsuite", name=display(file), tests=count, failures=count)
    for finding in findings:
        place = finding.location
        case = ET.SubElement(
            suite,
            "testcase",
            name=f"datamap.{finding.rule}",
            classname=display(finding.symbol or file),
            file=display(file),
            line=str(place.line),
            column=str(place.column),
        )
        failure = ET.SubElement(case, "failure", message=display(finding.message), type=finding.level.value)
        said = [f"policy, line {finding.claim.location.line}: {display(finding.claim.quote)}"] if finding.claim else []
        hops = [f"{display(hop.location.file)}:{hop.location.line} {display(hop.note)}" for hop in finding.path]
        failure.text = "\n".join([f"{display(file)}:{place.line}:{place.column} {display(finding.message)}", *said, *hops])
