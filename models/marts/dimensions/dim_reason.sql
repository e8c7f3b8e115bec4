-- One row per reason a figure or verdict can have for not being there.
select
    reason,
    label_zh,
    label_en
from {{ ref('stg_reasons') }}
