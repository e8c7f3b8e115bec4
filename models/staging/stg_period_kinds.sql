-- One row per kind of period an indicator can read.
with source as (
    select * from {{ ref('period_kinds') }}
),

final as (
    select
        -- keys and text
        {{ to_text('period_kind') }} as period_kind,
        {{ to_text('known_at') }} as known_at,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        {{ to_text('note') }} as note
    from source
)

select * from final
