-- One row per term, county, indicator of the county, stage and subgroup, judged or only reported.
select
    term_id,
    county_code,
    indicator_id,
    stage,
    subgroup,
    period,
    cast(numerator as decimal(24, 6)) as numerator,
    cast(denominator as decimal(24, 6)) as denominator,
    cast(numerator_before as decimal(24, 6)) as numerator_before,
    cast(denominator_before as decimal(24, 6)) as denominator_before,
    value,
    missing_reason,
    missing,
    source
from {{ ref('int_county_indicators') }}
