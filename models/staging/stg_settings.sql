-- One row per named setting of a rule.
with source as (
    select * from {{ ref('settings') }}
),

final as (
    select
        -- keys and text
        {{ to_text('setting') }} as setting,
        {{ to_text('clause') }} as clause,
        {{ to_text('note') }} as note,
        -- figures
        {{ to_decimal('value') }} as value
    from source
)

select * from final
