-- Where a value stood: one row per cell read from an ingested file, or per row typed into a survey file by hand
-- (column_name *). Read by the analysis cells_of_a_figure.
with deliveries as (
    select
        *,
        {{ to_date('received_at') }} as received_on
    from {{ ref('deliveries') }}
),

ingested as (
    select
        places.source_id,
        places.form,
        places.row_key,
        places.column_name,
        places.value,
        deliveries.file_name,
        places.sheet,
        places.cell,
        {{ to_count('places.line') }} as line,
        deliveries.received_on as received_at
    from ({{ ingested_places() }}) as places
    inner join deliveries on places.source_id = deliveries.source_id
),

by_hand as (
    {%- for form, keys in survey_keys().items() %}
    select
        source_id,
        '{{ form }}' as form,
        concat_ws(
            '|'
            {%- for key in keys %},
            coalesce({{ key }}, '')
            {%- endfor %}
        ) as row_key,
        '{{ seed_file(form).split("/") | last }}' as file_name,
        {{ seed_line() }} as line,
        {{ to_date('received_at') }} as received_at
    from {{ ref(form) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        source_id,
        form,
        row_key,
        column_name,
        coalesce(value, '') as value,
        file_name,
        nullif(sheet, '') as sheet,
        nullif(cell, '') as cell,
        cast(line as bigint) as line,
        received_at
    from ingested
    where {{ received_in_time() }}

    union all

    select
        source_id,
        form,
        row_key,
        '*' as column_name,
        null as value,
        file_name,
        null as sheet,
        null as cell,
        cast(max(line) as bigint) as line,
        max(received_at) as received_at
    from by_hand
    where {{ received_in_time() }} and source_id not in (select deliveries.source_id from deliveries)
    group by source_id, form, row_key, file_name
)

select * from final
