-- One row per waiver of a county; the latest revision received by the as-of date.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('counties') }}, {{ ref('thresholds') }}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('waivers') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('county_code') }} as county_code,
        {{ to_text('threshold_id') }} as threshold_id,
        coalesce({{ to_text('subgroup') }}, '') as subgroup,
        {{ to_text('entity_id') }} as entity_id,
        {{ to_text('first_term_id') }} as first_term_id,
        {{ to_text('last_term_id') }} as last_term_id,
        {{ to_text('approved_by') }} as approved_by,
        {{ to_text('reason') }} as reason,
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
    qualify {{ is_latest_revision(['county_code', 'threshold_id', 'subgroup', 'entity_id', 'first_term_id']) }}
)

select * from final
