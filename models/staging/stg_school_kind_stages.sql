-- One row per school kind and stage it teaches: what a school of this kind must answer for.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('school_kinds') }}, {{ ref('stages') }}
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
