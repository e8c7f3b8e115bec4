-- One row per measure: a figure of a section, school, class or county that indicators are built from.
with source as (
    select * from {{ ref('measures') }}
),

final as (
    select
        -- keys and text
        {{ to_text('measure_id') }} as measure_id,
        {{ to_text('form') }} as form,
        {{ to_text('survey_columns') }} as survey_columns,
        {{ to_text('level') }} as level,
        {{ to_text('unit_zh') }} as unit_zh,
        {{ to_text('unit_en') }} as unit_en,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        -- dates and flags
        {{ to_flag('is_shared_premises') }} as is_shared_premises,
        {{ to_flag('is_whole') }} as is_whole,
        {{ to_flag('zero_is_none') }} as zero_is_none
    from source
)

select * from final
