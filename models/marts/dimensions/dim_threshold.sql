-- One row per limit, whenever it is in force.
select
    thresholds.threshold_id,
    thresholds.standard_id,
    thresholds.indicator_id,
    thresholds.stage,
    thresholds.subgroup,
    thresholds.applies_to,
    traits.label_zh as applies_to_zh,
    traits.label_en as applies_to_en,
    thresholds.statistic,
    thresholds.entity_type,
    thresholds.comparator,
    thresholds.limit_value,
    thresholds.floor_share,
    thresholds.rolls_up,
    thresholds.member_of,
    thresholds.clause,
    thresholds.office,
    thresholds.in_force_from,
    thresholds.in_force_to,
    thresholds.note
from {{ ref('stg_thresholds') }} as thresholds
left join {{ ref('stg_school_traits') }} as traits on thresholds.applies_to = traits.trait
