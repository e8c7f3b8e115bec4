-- One row per limit.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('indicators') }}, {{ ref('stages') }}, {{ ref('standards') }}
with source as (
    select * from {{ ref('thresholds') }}
),

final as (
    select
        -- keys and text
        {{ to_text('threshold_id') }} as threshold_id,
        {{ to_text('standard_id') }} as standard_id,
        {{ to_text('indicator_id') }} as indicator_id,
        coalesce({{ to_text('stage') }}, '') as stage,
        coalesce({{ to_text('subgroup') }}, '') as subgroup,
        {{ to_text('applies_to') }} as applies_to,
        {{ to_text('statistic') }} as statistic,
        {{ to_text('entity_type') }} as entity_type,
        {{ to_text('comparator') }} as comparator,
        {{ to_text('member_of') }} as member_of,
        {{ to_text('clause') }} as clause,
        {{ to_text('office') }} as office,
        {{ to_text('note') }} as note,
        -- figures
        {{ to_decimal('limit_value') }} as limit_value,
        {{ to_decimal('floor_share') }} as floor_share,
        -- dates and flags
        {{ to_flag('rolls_up') }} as rolls_up,
        {{ to_date('in_force_from') }} as in_force_from,
        {{ to_end_date('in_force_to') }} as in_force_to
    from source
)

select * from final
