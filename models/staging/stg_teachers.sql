-- One row per school, stage and term: full-time teachers by the stage they teach;
-- the latest revision received by the as-of date.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('stages') }}, {{ ref('terms') }}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('teachers') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('term_id') }} as term_id,
        {{ to_text('school_id') }} as school_id,
        {{ to_text('stage') }} as stage,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_count('full_time') }} as full_time,
        {{ to_count('doctor') }} as doctor,
        {{ to_count('master') }} as master,
        {{ to_count('bachelor') }} as bachelor,
        {{ to_count('college') }} as college,
        {{ to_count('backbone') }} as backbone,
        {{ to_count('senior_title') }} as senior_title,
        {{ to_count('certified') }} as certified,
        {{ to_count('trained_360h') }} as trained_360h,
        {{ to_count('pe') }} as pe,
        {{ to_count('music') }} as music,
        {{ to_count('fine_art') }} as fine_art,
        {{ to_count('arts') }} as arts,
        {{ to_count('visiting_pe_arts') }} as visiting_pe_arts,
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
