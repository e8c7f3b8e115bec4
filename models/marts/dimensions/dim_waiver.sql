-- One row per waiver. It marks the verdicts of its terms and never changes them.
select
    county_code,
    threshold_id,
    subgroup,
    entity_id,
    first_term_id,
    last_term_id,
    approved_by,
    reason as waiver_reason,
    source_id
from {{ ref('stg_waivers') }}
