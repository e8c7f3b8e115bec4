-- Who has only just met a limit, and who has only just missed one? The term's figures of sections, schools, classes and
-- the county whose distance to the limit is small, those missed first, closest first; what lacks also in natural units.
-- Run:  duckdb -readonly warehouse/edu_balance.duckdb -f analyses/near_misses.sql
-- Set before it, with -cmd "set variable …":  term_id = '2025-2026-1' (else the latest judged) and within = 0.02, the
--   largest distance as a share of the limit (else 0.03).
-- side: just met or just missed. relative_gap: margin / limit, negative by what lacks. shortfall: what lacks in the
--   measure's own unit, of statutory terms. Left out: documents, rules, limits of zero, and figures exactly at a limit
--   that asks for just that.
with chosen as (
    select
        coalesce(getvariable('term_id'), max(as_of_term_id)) as term_id,
        cast(coalesce(getvariable('within'), 0.03) as double) as within
    from dim_county
),

figures as (
    select
        verdicts.*,
        verdicts.margin / cast(nullif(verdicts.limit_value, 0) as double) as relative_gap,
        chosen.within
    from fct_verdict as verdicts
    inner join chosen on verdicts.term_id = chosen.term_id
    where
        verdicts.statistic in ('value', 'mean', 'cv', 'share', 'trend')
        and verdicts.status in ('met', 'near', 'unmet')
        and not (verdicts.comparator = '=' and verdicts.status = 'met')
)

select
    case when figures.status = 'met' then 'just met' else 'just missed' end as side,
    figures.standard_id,
    figures.threshold_id,
    subgroups.label_zh,
    figures.stage,
    figures.subgroup,
    figures.statistic,
    figures.entity_type,
    figures.entity_id,
    figures.entity_name,
    figures.value,
    figures.comparator,
    figures.limit_value,
    figures.margin,
    figures.relative_gap,
    figures.status,
    ledger.shortfall,
    ledger.shortfall_unit,
    ledger.terms_in_run
from figures
inner join dim_subgroup as subgroups
    on figures.indicator_id = subgroups.indicator_id and figures.subgroup = subgroups.subgroup
left join ledger_unmet as ledger
    on
        figures.threshold_id = ledger.threshold_id
        and figures.subgroup = ledger.subgroup
        and figures.entity_id = ledger.entity_id
        and figures.term_id = ledger.term_id
where abs(figures.relative_gap) <= figures.within
order by
    side desc,
    abs(figures.relative_gap) asc,
    figures.threshold_id asc,
    figures.entity_id asc
