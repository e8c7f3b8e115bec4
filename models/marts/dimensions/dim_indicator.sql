-- One row per indicator.
select
    indicator_id,
    name,
    area_id,
    numerator_measure,
    denominator_measure,
    multiplier,
    decimals,
    unit_zh,
    unit_en,
    label_zh,
    label_en,
    note
from {{ ref('stg_indicators') }}
