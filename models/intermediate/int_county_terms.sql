-- One row per county and term in which the county has registered schools: what has to be judged at all.
-- Read by the dispersion, the verdict index and the scorecard.
select distinct
    county_code,
    term_id
from {{ ref('stg_schools') }}
