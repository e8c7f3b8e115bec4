-- One row per campus and fiscal year; the latest revision received by the as-of date.
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('school_funds') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('fiscal_year') }} as fiscal_year,
        {{ to_text('school_id') }} as school_id,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_decimal('allocated_wan') }} as allocated_wan,
        {{ to_decimal('budget_wan') }} as budget_wan,
        {{ to_decimal('training_wan') }} as training_wan,
        {{ to_count('revision') }} as revision,
        -- dates and flags
        {{ to_date('received_at') }} as received_at,
        -- where the row stands in its file
        seed_line
    from source
),

final as (
    select *
    from typed
    where {{ received_in_time() }}
    qualify {{ is_latest_revision(['fiscal_year', 'school_id']) }}
)

select * from final
