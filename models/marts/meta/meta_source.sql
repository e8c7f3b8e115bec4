-- One row per survey form and source: which deliveries the figures of this build come from.
{%- set forms = [
    'activities', 'class_bands', 'classes', 'county_figures', 'documents', 'equipment', 'premises', 'pupils',
    'pupils_by_grade', 'retention', 'school_funds', 'school_successions', 'schools', 'teachers', 'waivers',
] %}
with deliveries as (
    {%- for form in forms %}
    select
        '{{ form }}' as form,
        source_id,
        try_cast(revision as bigint) as revision,
        {{ to_date('received_at') }} as received_at
    from {{ ref(form) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        form,
        source_id,
        count(*) as delivered_rows,
        max(revision) as latest_revision,
        min(received_at) as first_received_at,
        max(received_at) as last_received_at
    from deliveries
    where {{ received_in_time() }}
    group by form, source_id
)

select * from final
