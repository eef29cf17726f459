"""What an import would do to a ledger, before it does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from fineline.errors import RevisionError, SettingError
from fineline.evidence.figures import CLAIMS_SCHEMA, KEY, frame_of
from fineline.evidence.importers.kind import Imported, Kind
from fineline.evidence.ledger_folder import Ledger
from fineline.files import sha256_of

_FIGURE = ("value", "low", "high", "unit", "source", "published")
_OF = tuple(name for name in KEY if name != "vintage")
NEW, REVISED, REPEATED, KNOWN, REFUSED = "new", "revised", "repeated", "known", "refused"
FATES = (NEW, REVISED, REPEATED, KNOWN, REFUSED)
"""What becomes of a row: a figure not held before; another value, or the same, in another vintage; exactly held
already, so that nothing is done; contradicts the row of the same key, so that the whole import is refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What an import would do.

    Attributes:
        kind: the format.
        rows: every row read, with its `fate`.
        claims: claims to add.
        claims_known: claims held already.
        running: figures left out because their week or month was not over on the day of the file.
    """

    kind: Kind
    rows: pl.DataFrame
    claims: pl.DataFrame
    claims_known: int
    running: int

    @property
    def to_add(self) -> pl.DataFrame:
        """The rows that would be written."""
        return self.rows.filter(pl.col("fate").is_in([NEW, REVISED, REPEATED])).drop("fate", "held")

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is held already."""
        return not len(self.to_add) and not len(self.claims)

    def summary(self) -> pl.DataFrame:
        """One row for each series: how many rows of each fate, first and last date."""
        counts = [(pl.col("fate") == fate).sum().alias(fate) for fate in FATES]
        dates = (pl.col("date").min().alias("first"), pl.col("date").max().alias("last"))
        return self.rows.group_by("series").agg(*counts, *dates).sort("series")

    def require_sound(self) -> None:
        """Refuse the import as a whole if any row contradicts one that is held.

        Raises:
            RevisionError: naming the first such row, and how to keep both.
        """
        refused = self.rows.filter(pl.col("fate") == REFUSED)
        if len(refused):
            first = refused.row(0, named=True)
            raise RevisionError(
                expected="the figures of the ledger under the same series, date, claimant and vintage",
                found=f"another value in {len(refused)} rows; first {first['value']:g}, and {first['held']:g} is held",
                where=f"{first['series']} of {first['date']} by {first['claimant']}",
                remedy="a correction is a vintage of its own: give the day it was published as --vintage; "
                "the figure held stays",
            )


def plan_import(ledger: Ledger, kind: Kind, imported: Imported) -> Plan:
    """Compare what was read with what the ledger holds. Nothing is written.

    Args:
        ledger: the ledger.
        kind: the format.
        imported: what was read.

    Raises:
        EvidenceError: the rows read contradict each other, or the ledger is damaged.
        RevisionError: a claim contradicts the one held under its identifier.
        SettingError: the files hold no figure and no claim.
    """
    rows = frame_of(imported.figures)
    claims = imported.claims if imported.claims is not None else pl.DataFrame(schema=dict(CLAIMS_SCHEMA))
    if not len(rows) and not len(claims):
        raise SettingError(
            expected="at least one figure",
            found="none: no whole week or month is in the files" if not imported.running else "only running weeks",
            where=kind.name,
            remedy="give the files of more days; a change over a week needs the Sunday before it too",
        )
    new_claims = _new_claims(ledger.claims(), claims)
    return Plan(
        kind=kind,
        rows=_with_fate(rows, ledger.series()),
        claims=new_claims,
        claims_known=len(claims) - len(new_claims),
        running=imported.running,
    )


def carry_out(ledger: Ledger, plan: Plan, files: tuple[Path, ...], vintage: date | None) -> Path | None:
    """Write what a plan says, all or nothing.

    Args:
        ledger: the ledger the plan was made for.
        plan: the plan.
        files: the files imported; their checksums go into the log.
        vintage: the vintage given, if any.

    Returns:
        The folder of the import; None if everything was held already and nothing was written.

    Raises:
        RevisionError: a row contradicts one that is held.
        StorageError: the disk refused; the ledger is as it was.
    """
    plan.require_sound()
    if plan.changes_nothing:
        return None
    about = {
        "imported": datetime.now(UTC).isoformat(timespec="seconds"),
        "vintage": vintage.isoformat() if vintage else "",
        "files": {str(path): sha256_of(path) for path in files},
    }
    return ledger.add(plan.kind.name, plan.to_add, plan.claims, about)


def _with_fate(rows: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    same_key = held.select(
        *KEY, *(pl.col(name).alias(f"held_{name}") for name in _FIGURE), pl.lit(True).alias("is_held")
    )
    joined = rows.join(same_key, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    earlier = (
        held.sort("vintage", nulls_last=False)
        .group_by(_OF, maintain_order=True)
        .agg(pl.col("value").last().alias("last_value"), pl.lit(True).alias("seen").first())
    )
    joined = joined.join(earlier, on=_OF, how="left", nulls_equal=True, maintain_order="left")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"held_{name}")) for name in _FIGURE)
    fate = (
        pl.when(pl.col("is_held") & same)
        .then(pl.lit(KNOWN))
        .when(pl.col("is_held"))
        .then(pl.lit(REFUSED))
        .when(pl.col("seen") & (pl.col("value") == pl.col("last_value")))
        .then(pl.lit(REPEATED))
        .when(pl.col("seen"))
        .then(pl.lit(REVISED))
        .otherwise(pl.lit(NEW))
    )
    return joined.select(*rows.columns, fate.alias("fate"), pl.col("held_value").alias("held"))


def _new_claims(held: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The claims that are not held yet."""
    new = claims.join(held, on=claims.columns, how="anti", nulls_equal=True)
    contradicting = new.join(held, on="id", how="semi")
    if len(contradicting):
        raise RevisionError(
            expected="the claim of the ledger under the same identifier",
            found="another text, figure or day",
            where=f"claim {contradicting['id'][0]}",
            remedy="give the new claim an identifier of its own",
        )
    return new
