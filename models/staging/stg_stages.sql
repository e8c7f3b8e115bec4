-- One row per stage of schooling.
with source as (
    select * from {{ ref('stages') }}
),

final as (
    select
        -- keys and text
        {{ to_text('stage') }} as stage,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        {{ to_text('section_label_zh') }} as section_label_zh,
        -- figures
        {{ to_count('first_grade') }} as first_grade,
        {{ to_count('last_grade') }} as last_grade,
        -- dates and flags
        {{ to_flag('is_compulsory') }} as is_compulsory
    from source
)

select * from final
