-- One row per county, period, measure, stage and subgroup, stage and subgroup empty where there is none;
-- the latest revision received by the as-of date.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('counties') }}, {{ ref('measures') }}, {{ ref('stages') }}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('county_figures') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('county_code') }} as county_code,
        {{ to_text('period') }} as period,
        {{ to_text('measure_id') }} as measure_id,
        coalesce({{ to_text('stage') }}, '') as stage,
        coalesce({{ to_text('subgroup') }}, '') as subgroup,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_decimal('value') }} as value,
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
    qualify {{ is_latest_revision(['county_code', 'period', 'measure_id', 'stage', 'subgroup']) }}
)

select * from final
