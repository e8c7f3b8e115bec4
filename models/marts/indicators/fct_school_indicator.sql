-- One row per term, school, ratio indicator of schools and subgroup.
select
    term_id,
    county_code,
    school_id,
    indicator_id,
    subgroup,
    numerator,
    denominator,
    case when missing_reason is null then value end as value,
    missing_reason,
    missing,
    source
from {{ ref('int_school_indicators') }}
