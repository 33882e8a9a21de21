"""One module a rule: its docstring is its documentation, ``find`` is all its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from datamap.checks import (
    declared_flow,
    denied_sharing,
    erasure_gap,
    export_gap,
    finer_than_disclosed,
    forbidden_data,
    identifiable_where_aggregated,
    insecure_transport,
    kept_though_discarded,
    local_data_leaves_device,
    marketing_without_opt_out,
    missing_item,
    missing_row_level_security,
    opt_in_bypassed,
    other_algorithm,
    personal_data_in_logs,
    placeholder,
    processor_restriction_broken,
    purpose_drift,
    region_mismatch,
    retention_mismatch,
    retention_unenforced,
    secret_outside_keychain,
    self_contradiction,
    stale_date,
    stale_disclosure,
    tracking_without_consent,
    training_on_user_content,
    undisclosed_data,
    undisclosed_processor,
    unencrypted_at_rest,
    unhashed_credential,
    unread_policy,
    unreadable_file,
    vague_disclosure,
    vague_wording,
)
from datamap.checks.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datamap.model import Finding

__all__ = ["CHECKS", "Case", "find_all"]


class Check(Protocol):
    """A rule's module."""

    CODE: str
    __doc__: str | None

    def find(self, case: Case) -> Iterator[Finding]:
        """What disagrees."""


CHECKS: tuple[Check, ...] = cast(
    "tuple[Check, ...]",
    (
        declared_flow,
        undisclosed_processor,
        processor_restriction_broken,
        denied_sharing,
        vague_disclosure,
        purpose_drift,
        undisclosed_data,
        forbidden_data,
        local_data_leaves_device,
        finer_than_disclosed,
        unhashed_credential,
        other_algorithm,
        unencrypted_at_rest,
        insecure_transport,
        secret_outside_keychain,
        personal_data_in_logs,
        missing_row_level_security,
        tracking_without_consent,
        opt_in_bypassed,
        training_on_user_content,
        marketing_without_opt_out,
        identifiable_where_aggregated,
        retention_mismatch,
        retention_unenforced,
        erasure_gap,
        export_gap,
        kept_though_discarded,
        region_mismatch,
        self_contradiction,
        placeholder,
        vague_wording,
        missing_item,
        stale_date,
        stale_disclosure,
        unread_policy,
        unreadable_file,
    ),
)


def find_all(case: Case) -> Iterator[Finding]:
    """Every finding of every rule, in no particular order."""
    for check in CHECKS:
        yield from check.find(case)
