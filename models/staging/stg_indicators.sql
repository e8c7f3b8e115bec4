-- One row per indicator.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('areas') }}, {{ ref('period_kinds') }}
with source as (
    select * from {{ ref('indicators') }}
),

final as (
    select
        -- keys and text
        {{ to_text('indicator_id') }} as indicator_id,
        {{ to_text('name') }} as name,
        {{ to_text('area_id') }} as area_id,
        {{ to_text('kind') }} as kind,
        {{ to_text('numerator_measure') }} as numerator_measure,
        {{ to_text('denominator_measure') }} as denominator_measure,
        {{ to_text('period_kind') }} as period_kind,
        {{ to_text('unit_zh') }} as unit_zh,
        {{ to_text('unit_en') }} as unit_en,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        {{ to_text('note') }} as note,
        -- figures
        {{ to_count('multiplier') }} as multiplier,
        {{ to_count('decimals') }} as decimals
    from source
)

select * from final
