-- One row per stage: its weight per pupil when a campus is shared by several stages (R4 to R7 only).
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('stages') }}
with source as (
    select * from {{ ref('split_weights') }}
),

final as (
    select
        -- keys and text
        {{ to_text('stage') }} as stage,
        {{ to_text('clause') }} as clause,
        {{ to_text('note') }} as note,
        -- figures
        {{ to_decimal('split_weight') }} as split_weight
    from source
)

select * from final
