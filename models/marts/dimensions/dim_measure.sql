-- One row per measure: a figure that indicators are built from, and the survey columns it is made of.
select
    measure_id,
    form,
    survey_columns,
    level,
    is_shared_premises,
    unit_zh,
    unit_en,
    label_zh,
    label_en
from {{ ref('stg_measures') }}
