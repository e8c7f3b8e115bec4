-- One row per school and cohort, by its year of entry; the latest revision received by the as-of date.
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('retention') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('entry_year') }} as entry_year,
        {{ to_text('school_id') }} as school_id,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_count('entrants') }} as entrants,
        {{ to_count('moved_in') }} as moved_in,
        {{ to_count('moved_out') }} as moved_out,
        {{ to_count('deaths') }} as deaths,
        {{ to_count('graduates') }} as graduates,
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
    qualify {{ is_latest_revision(['entry_year', 'school_id']) }}
)

select * from final
