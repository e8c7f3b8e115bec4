-- One row per area of judgement.
with source as (
    select * from {{ ref('areas') }}
),

final as (
    select
        -- keys and text
        {{ to_text('area_id') }} as area_id,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        -- figures
        {{ to_count('position') }} as position,
        -- dates and flags
        {{ to_flag('is_veto') }} as is_veto
    from source
)

select * from final
