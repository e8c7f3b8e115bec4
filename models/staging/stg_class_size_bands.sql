-- One row per band of class sizes.
with source as (
    select * from {{ ref('class_size_bands') }}
),

final as (
    select
        -- keys and text
        {{ to_text('band') }} as band,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        -- figures
        {{ to_count('pupils_from') }} as pupils_from,
        {{ to_count('pupils_to') }} as pupils_to
    from source
)

select * from final
