"""`stickyscan doctor`: what is installed, does it work, what to do if not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from stickyscan.cli.options import report_options
from stickyscan.cli.report import Report
from stickyscan.errors import EngineMissingError

if TYPE_CHECKING:
    from stickyscan.cli.checkup import Finding


@click.command()
@report_options
def doctor(report: Report) -> None:
    """Check the installation: engines, models, languages, fonts, memory.

    Ends with exit code 0 if a scan works here (a finder and a reader do), and 5 if it does not.

    \b
    Examples:
      stickyscan doctor
      stickyscan doctor --json > report-this.json
    """
    from stickyscan.cli.checkup import examine

    findings = examine()
    can_scan = all(_one_works(findings, role) for role in ("finder ", "reader "))
    verdict = "stickyscan can scan on this machine." if can_scan else "stickyscan cannot scan on this machine yet."
    summary = {"can_scan": can_scan, "findings": [asdict(finding) for finding in findings]}
    report.result(summary, *(line for finding in findings for line in _lines(finding)), "", verdict)
    if not can_scan:
        raise EngineMissingError("no finder or no reader works; the findings say what to install.")


def _one_works(findings: Iterable[Finding], role: str) -> bool:
    return any(finding.works for finding in findings if finding.part.startswith(role))


def _lines(finding: Finding) -> tuple[str, ...]:
    line = f"{'ok' if finding.works else 'PROBLEM':8s} {finding.part:18s} {finding.detail}"
    return (line, f"{'':27s} -> {finding.advice}") if finding.advice else (line,)
