-- One row per commitment of the county plan.
with source as (
    select * from {{ ref('clauses') }}
),

final as (
    select
        -- keys and text
        {{ to_text('clause_id') }} as clause_id,
        {{ to_text('text_zh') }} as text_zh,
        {{ to_text('kind') }} as kind,
        {{ to_text('indicator_ids') }} as indicator_ids,
        {{ to_text('note') }} as note,
        -- figures
        {{ to_count('part') }} as part
    from source
)

select * from final
