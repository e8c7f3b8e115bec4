-- One row per predecessor and successor: a school that merged, moved on under another code, or closed;
-- the latest revision received by the as-of date.
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('school_successions') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('predecessor_school_id') }} as predecessor_school_id,
        {{ to_text('successor_school_id') }} as successor_school_id,
        {{ to_text('change') }} as change,
        {{ to_text('last_term_id') }} as last_term_id,
        {{ to_text('source_id') }} as source_id,
        -- figures
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
    qualify {{ is_latest_revision(['predecessor_school_id', 'successor_school_id']) }}
)

select * from final
