-- One row per limit, whenever it is in force.
select
    threshold_id,
    standard_id,
    indicator_id,
    stage,
    subgroup,
    applies_to,
    statistic,
    entity_type,
    comparator,
    limit_value,
    floor_share,
    rolls_up,
    member_of,
    clause,
    office,
    in_force_from,
    in_force_to,
    note
from {{ ref('stg_thresholds') }}
