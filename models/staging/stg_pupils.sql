-- One row per school, stage and term: pupils registered at the start of the school year;
-- the latest revision received by the as-of date.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('stages') }}, {{ ref('terms') }}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('pupils') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('term_id') }} as term_id,
        {{ to_text('school_id') }} as school_id,
        {{ to_text('stage') }} as stage,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_count('pupils') }} as pupils,
        {{ to_count('in_catchment') }} as in_catchment,
        {{ to_count('migrant') }} as migrant,
        {{ to_count('migrant_purchased') }} as migrant_purchased,
        {{ to_count('left_behind') }} as left_behind,
        {{ to_count('fitness_tested') }} as fitness_tested,
        {{ to_count('fitness_passed') }} as fitness_passed,
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
    qualify {{ is_latest_revision(['term_id', 'school_id', 'stage']) }}
)

select * from final
