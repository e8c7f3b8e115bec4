-- One row per county in the warehouse.
with source as (
    select * from {{ ref('counties') }}
),

final as (
    select
        -- keys and text
        {{ to_text('county_code') }} as county_code,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        -- dates and flags
        {{ to_flag('is_synthetic') }} as is_synthetic
    from source
)

select * from final
