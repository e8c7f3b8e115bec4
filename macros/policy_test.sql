{# The body of a policy test: the near, unmet and unknown verdicts of one limit in each county's as-of term.
   `severity` is the plan's: an error in the acceptance phase or with `--vars 'enforce: true'`, else a warning. dbt
   appends error_if to count(*) in one query over these rows, so the rows themselves decide how the test ends.
   `depends_on` puts the test behind the last model: an unmet limit never keeps a table from being built. #}
{% macro policy_test(threshold_id) -%}
{{ config(
    tags=['policy', 'limit'],
    severity='error',
    warn_if='<> 0',
    error_if="<> 0 and max(severity) = 'error'",
) }}
-- depends_on: {{ ref('meta_build') }}
select
    verdicts.county_code,
    verdicts.term_id,
    verdicts.entity_id,
    verdicts.subgroup,
    verdicts.entity_name,
    verdicts.stage,
    verdicts.value,
    verdicts.comparator,
    verdicts.limit_value,
    -verdicts.margin as gap,
    verdicts.status,
    verdicts.reason,
    verdicts.missing,
    verdicts.waiver,
    verdicts.clause,
    verdicts.office,
    {{ "'error'" if var('enforce') else 'terms.severity' }} as severity
from {{ ref('fct_verdict') }} as verdicts
inner join {{ ref('dim_county') }} as counties
    on verdicts.county_code = counties.county_code and verdicts.term_id = counties.as_of_term_id
inner join {{ ref('dim_term') }} as terms on verdicts.term_id = terms.term_id
where
    verdicts.threshold_id = '{{ threshold_id }}'
    and verdicts.status in ({{ status('near') }}, {{ status('unmet') }}, {{ status('unknown') }})
{%- endmacro %}
