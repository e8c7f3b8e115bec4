-- One row per phase of the plan (section 五).
with source as (
    select * from {{ ref('plan_phases') }}
),

final as (
    select
        -- keys and text
        {{ to_text('phase_id') }} as phase_id,
        {{ to_text('severity') }} as severity,
        {{ to_text('clause') }} as clause,
        {{ to_text('label_zh') }} as label_zh,
        {{ to_text('label_en') }} as label_en,
        -- dates and flags
        {{ to_date('starts_on') }} as starts_on,
        {{ to_end_date('ends_on') }} as ends_on
    from source
)

select * from final
