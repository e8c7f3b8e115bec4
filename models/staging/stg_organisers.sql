-- One row per 举办者 type of the declaration form.
with source as (
    select * from {{ ref('organisers') }}
),

final as (
    select
        -- keys and text
        {{ to_text('organiser_code') }} as organiser_code,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        -- dates and flags
        {{ to_flag('is_private') }} as is_private
    from source
)

select * from final
