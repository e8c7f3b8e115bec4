{#- Waivers that have lapsed while their verdict is still not met. What it is: seeds/survey/waivers.csv against the as-of
    term. When it matters: the excuse is over and nobody renewed or withdrew it. How to mend: meet the limit, or enter the
    waiver anew with a later last term once the office has approved it. -#}
{{ config(tags=['policy'], severity='error', warn_if='<> 0', error_if="<> 0 and max(severity) = 'error'") }}
-- depends_on: {{ ref('meta_build') }}
select
    waivers.county_code,
    verdicts.term_id,
    waivers.threshold_id,
    waivers.subgroup,
    waivers.entity_id,
    verdicts.entity_name,
    verdicts.status,
    waivers.last_term_id,
    waivers.approved_by,
    {{ "'error'" if var('enforce') else 'terms.severity' }} as severity
from {{ ref('stg_waivers') }} as waivers
inner join {{ ref('dim_county') }} as counties on waivers.county_code = counties.county_code
inner join {{ ref('dim_term') }} as terms on counties.as_of_term_id = terms.term_id
inner join {{ ref('fct_verdict') }} as verdicts
    on
        counties.as_of_term_id = verdicts.term_id
        and waivers.threshold_id = verdicts.threshold_id
        and waivers.subgroup = verdicts.subgroup
        and waivers.entity_id = verdicts.entity_id
where
    waivers.last_term_id < counties.as_of_term_id
    -- a later waiver stands in its place
    and verdicts.waiver is null
    and verdicts.status in ({{ status('near') }}, {{ status('unmet') }}, {{ status('unknown') }})
