-- One row per school and term: the register of who must answer, and what each school is;
-- the latest revision received by the as-of date.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('counties') }}, {{ ref('organisers') }}, {{ ref('school_kinds') }}, {{ ref('terms') }}
-- depends_on: {{ ref('townships') }}, {{ ref('urban_rural_codes') }}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('schools') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('term_id') }} as term_id,
        {{ to_text('county_code') }} as county_code,
        {{ to_text('school_id') }} as school_id,
        {{ to_text('school_name') }} as school_name,
        {{ to_text('school_kind') }} as school_kind,
        {{ to_text('urban_rural_code') }} as urban_rural_code,
        {{ to_text('township_id') }} as township_id,
        {{ to_text('organiser_code') }} as organiser_code,
        {{ to_text('parent_school_id') }} as parent_school_id,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_count('revision') }} as revision,
        -- dates and flags
        {{ to_flag('counts_as_school') }} as counts_as_school,
        {{ to_flag_if_given('is_boarding') }} as is_boarding,
        {{ to_flag_if_given('built_by_2010') }} as built_by_2010,
        {{ to_flag_if_given('built_by_2016') }} as built_by_2016,
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
