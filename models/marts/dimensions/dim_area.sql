-- One row per area of judgement.
select
    area_id,
    position,
    label_zh,
    label_en
from {{ ref('stg_areas') }}
