-- One row per verdict that is near, unmet or unknown, every statutory term: the plan's 未达标台账, with since when, what
-- lacks to the limit and to its floor in natural units, and for unknown what is missing.
select
    ledger.threshold_id,
    ledger.subgroup,
    ledger.standard_id,
    ledger.indicator_id,
    ledger.stage,
    ledger.applies_to,
    ledger.statistic,
    ledger.entity_type,
    ledger.entity_id,
    ledger.entity_name,
    ledger.county_code,
    ledger.term_id,
    ledger.status,
    ledger.since_term_id,
    ledger.terms_in_run,
    ledger.transition,
    ledger.value,
    ledger.comparator,
    ledger.limit_value,
    ledger.margin,
    shortfalls.shortfall,
    shortfalls.shortfall_to_floor,
    shortfalls.shortfall_unit,
    ledger.reason,
    ledger.missing,
    ledger.evidence,
    ledger.waiver,
    ledger.clause,
    ledger.office
from {{ ref('int_ledger') }} as ledger
left join {{ ref('int_shortfall') }} as shortfalls
    on
        ledger.threshold_id = shortfalls.threshold_id
        and ledger.subgroup = shortfalls.subgroup
        and ledger.entity_id = shortfalls.entity_id
        and ledger.term_id = shortfalls.term_id
where ledger.state = 'not_met'
