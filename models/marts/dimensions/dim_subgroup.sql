-- One row per subgroup of an indicator, and one with an empty subgroup for an indicator that has none.
select
    indicator_id,
    subgroup,
    position,
    kind,
    numerator_measure,
    denominator_measure,
    multiplier,
    period_kind,
    decimals,
    unit_zh,
    unit_en,
    label_zh,
    label_en
from {{ ref('int_indicator_subgroups') }}
