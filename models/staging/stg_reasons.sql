-- One row per reason a verdict or figure can have for not being there.
with source as (
    select * from {{ ref('reasons') }}
),

final as (
    select
        -- keys and text
        {{ to_text('reason') }} as reason,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en
    from source
)

select * from final
