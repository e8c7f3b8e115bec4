-- One row per school term: the calendar every county shares.
with source as (
    select * from {{ ref('terms') }}
),

final as (
    select
        -- keys and text
        {{ to_text('term_id') }} as term_id,
        {{ to_text('school_year') }} as school_year,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        -- dates and flags
        {{ to_date('statistical_date') }} as statistical_date,
        {{ to_flag('is_statutory') }} as is_statutory
    from source
)

select * from final
