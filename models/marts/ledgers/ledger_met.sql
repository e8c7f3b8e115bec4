-- One row per verdict that is met, every statutory term: the plan's 已达标台账, with since when.
select
    ledger.threshold_id,
    ledger.subgroup,
    ledger.standard_id,
    ledger.indicator_id,
    ledger.stage,
    ledger.statistic,
    ledger.entity_type,
    ledger.entity_id,
    coalesce(schools.school_name, counties.label_zh) as entity_name,
    ledger.county_code,
    ledger.term_id,
    ledger.since_term_id,
    ledger.terms_in_run,
    ledger.transition,
    ledger.value,
    ledger.comparator,
    ledger.limit_value,
    ledger.margin,
    ledger.clause
from {{ ref('int_ledger') }} as ledger
inner join {{ ref('stg_counties') }} as counties on ledger.county_code = counties.county_code
left join {{ ref('stg_schools') }} as schools
    on ledger.entity_id = schools.school_id and ledger.term_id = schools.term_id
where ledger.state = 'met'
