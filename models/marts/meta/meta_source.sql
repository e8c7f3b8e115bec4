-- One row per survey form and source: which deliveries the figures of this build come from, and in which file.
with carried as (
    {%- for form in survey_keys() %}
    select
        '{{ form }}' as form,
        '{{ seed_file(form).split("/") | last }}' as seed_file,
        source_id,
        try_cast(revision as bigint) as revision,
        {{ to_date('received_at') }} as received_at
    from {{ ref(form) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        form,
        source_id,
        seed_file,
        count(*) as delivered_rows,
        max(revision) as latest_revision,
        min(received_at) as first_received_at,
        max(received_at) as last_received_at
    from carried
    where {{ received_in_time() }}
    group by form, source_id, seed_file
),

final as (
    select
        counted.form,
        counted.source_id,
        coalesce(deliveries.file_name, counted.seed_file) as file_name,
        coalesce(deliveries.shape, 'typed') as shape,
        deliveries.form_version,
        deliveries.sha256,
        {{ to_count('deliveries.confirmed') }} as confirmed,
        counted.delivered_rows,
        counted.latest_revision,
        counted.first_received_at,
        counted.last_received_at
    from counted
    left join {{ ref('deliveries') }} as deliveries on counted.source_id = deliveries.source_id
)

select * from final
