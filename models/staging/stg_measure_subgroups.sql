-- One row per measure and subgroup the county reports it by.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('measures') }}
with source as (
    select * from {{ ref('measure_subgroups') }}
),

final as (
    select
        -- keys and text
        {{ to_text('measure_id') }} as measure_id,
        {{ to_text('subgroup') }} as subgroup,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        -- figures
        {{ to_count('position') }} as position
    from source
)

select * from final
