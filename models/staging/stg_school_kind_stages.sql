-- One row per school kind and stage it teaches: what a school of this kind must answer for.
with source as (
    select * from {{ ref('school_kind_stages') }}
),

final as (
    select
        -- keys and text
        {{ to_text('school_kind') }} as school_kind,
        {{ to_text('stage') }} as stage
    from source
)

select * from final
