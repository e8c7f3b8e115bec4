-- Who is closest to a limit without meeting it? The county's as-of term, what lacks in natural units.
select
    ledger.standard_id,
    ledger.entity_name,
    ledger.stage,
    indicators.label_zh,
    ledger.value,
    ledger.limit_value,
    ledger.shortfall,
    ledger.shortfall_unit,
    ledger.terms_in_run
from {{ ref('ledger_unmet') }} as ledger
inner join {{ ref('dim_county') }} as counties
    on ledger.county_code = counties.county_code and ledger.term_id = counties.as_of_term_id
inner join {{ ref('dim_indicator') }} as indicators on ledger.indicator_id = indicators.indicator_id
where ledger.statistic in ('value', 'mean') and ledger.status in ('near', 'unmet')
order by -ledger.margin / ledger.limit_value, ledger.entity_id, ledger.threshold_id
