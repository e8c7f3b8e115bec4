-- One row per standard a county is judged by.
with source as (
    select * from {{ ref('standards') }}
),

final as (
    select
        -- keys and text
        {{ to_text('standard_id') }} as standard_id,
        {{ to_text('authority') }} as authority,
        {{ to_text('county_code') }} as county_code,
        {{ to_text('document') }} as document,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        {{ to_text('note') }} as note,
        -- dates and flags
        {{ to_flag('is_judged') }} as is_judged,
        {{ to_flag('decides_recognition') }} as decides_recognition
    from source
)

select * from final
