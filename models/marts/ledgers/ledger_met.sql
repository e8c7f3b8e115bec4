-- One row per verdict that is met, every statutory term: the plan's 已达标台账, with since when.
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
    ledger.since_term_id,
    ledger.terms_in_run,
    ledger.transition,
    ledger.value,
    ledger.comparator,
    ledger.limit_value,
    ledger.margin,
    ledger.evidence,
    ledger.waiver,
    ledger.clause,
    ledger.office
from {{ ref('int_ledger') }} as ledger
where ledger.state = 'met'
