-- One row per rule that leaves a section out of the seven indicators and their CVs.
with source as (
    select * from {{ ref('scope_rules') }}
),

final as (
    select
        -- keys and text
        {{ to_text('scope_rule_id') }} as scope_rule_id,
        {{ to_text('kind_group') }} as kind_group,
        {{ to_text('clause') }} as clause,
        {{ to_text('note') }} as note,
        -- figures
        {{ to_count('pupils_below') }} as pupils_below,
        -- dates and flags
        {{ to_flag('leaves_out_schools') }} as leaves_out_schools,
        {{ to_date('in_force_from') }} as in_force_from,
        {{ to_end_date('in_force_to') }} as in_force_to
    from source
)

select * from final
