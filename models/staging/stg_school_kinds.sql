-- One row per 办学类型 code.
with source as (
    select * from {{ ref('school_kinds') }}
),

final as (
    select
        -- keys and text
        {{ to_text('school_kind') }} as school_kind,
        {{ to_text('kind_group') }} as kind_group,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        {{ to_text('note') }} as note,
        -- dates and flags
        {{ to_flag('merges_into_parent') }} as merges_into_parent
    from source
)

select * from final
