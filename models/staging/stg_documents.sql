-- One row per document of a county; the latest revision received by the as-of date.
-- Waits for the lists of codes, so that the seed's own test stops the build before this view:
-- depends_on: {{ ref('counties') }}, {{ ref('indicators') }}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ ref('documents') }}
),

typed as (
    select
        -- keys and text
        {{ to_text('county_code') }} as county_code,
        {{ to_text('document_id') }} as document_id,
        {{ to_text('indicator_id') }} as indicator_id,
        coalesce({{ to_text('subgroup') }}, '') as subgroup,
        {{ to_text('conclusion') }} as conclusion,
        {{ to_text('conclusion_zh') }} as conclusion_zh,
        {{ to_text('evidence') }} as evidence,
        {{ to_text('assessor_office') }} as assessor_office,
        {{ to_text('source_id') }} as source_id,
        -- figures
        {{ to_count('revision') }} as revision,
        -- dates and flags
        {{ to_date('dated') }} as dated,
        {{ to_date('received_at') }} as received_at,
        -- where the row stands in its file
        seed_line
    from source
),

final as (
    select *
    from typed
    where {{ received_in_time() }}
    qualify {{ is_latest_revision(['county_code', 'document_id']) }}
)

select * from final
