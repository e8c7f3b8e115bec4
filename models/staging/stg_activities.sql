-- One row per campus and term; the latest revision received by the as-of date.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('terms') }}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('activities') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('term_id') }} as term_id,
        {{ to_text('school_id') }} as school_id,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_count('exercise_minutes') }} as exercise_minutes,
        {{ to_count('revision') }} as revision,
        -- dates and flags
        {{ to_flag_if_given('in_monitoring') }} as in_monitoring,
        {{ to_date('received_at') }} as received_at,
        -- where the row stands in its file
        seed_line
    from source
),

final as (
    select *
    from typed
    where {{ received_in_time() }}
    qualify {{ is_latest_revision(['term_id', 'school_id']) }}
)

select * from final
