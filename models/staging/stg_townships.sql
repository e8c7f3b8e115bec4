-- One row per township.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('counties') }}
with source as (
    select * from {{ ref('townships') }}
),

final as (
    select
        -- keys and text
        {{ to_text('township_id') }} as township_id,
        {{ to_text('county_code') }} as county_code,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en
    from source
)

select * from final
