-- One row per standard a county is judged by.
select
    standard_id,
    authority,
    county_code,
    is_judged,
    decides_recognition,
    document,
    label_zh,
    label_en,
    note
from {{ ref('stg_standards') }}
