-- One row per area of judgement.
select
    area_id,
    position,
    is_veto,
    label_zh,
    label_en
from {{ ref('stg_areas') }}
