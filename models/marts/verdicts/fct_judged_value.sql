-- One row per statistic, indicator, stage, subgroup, entity and term: the exact figures a limit is judged on.
-- Read by whoever judges a past term again, by another standard or a hypothetical limit.
select
    statistic,
    indicator_id,
    stage,
    subgroup,
    entity_type,
    entity_id,
    term_id,
    judged_left,
    judged_left_high,
    judged_right,
    value,
    reason,
    missing
from {{ ref('int_judged_values') }}
