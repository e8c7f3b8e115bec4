-- Files that were taken in and whose rows are not all there, or more than were added. What it is: the rows that carry
-- a source_id against rows_added of deliveries.csv. When it matters: an ingest that was interrupted half way, or rows
-- deleted or added by hand under the name of a file. How to mend: run any verb of run.py that reads the data (check,
-- ingest, build), which finishes or takes back an interrupted ingest; else put the rows back, or give rows typed by
-- hand a source_id of their own.
with carried as (
    {%- for form in survey_keys() %}
    select source_id from {{ ref(form) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        source_id,
        count(*) as rows_found
    from carried
    group by source_id
),

deliveries as (
    select
        *,
        {{ seed_line() }} as seed_line
    from {{ ref('deliveries') }}
),

findings as (
    select
        {{ located(
            'deliveries',
            'deliveries.seed_line',
            'rows_added',
            "concat(deliveries.source_id, ': ', deliveries.rows_added, ', found ', coalesce(counted.rows_found, 0))",
            'as many rows in the survey files as this file added; an interrupted ingest is finished by run.py build',
            '应与各表中该来源的行数一致；若是导入被中断，请运行 run.py build',
        ) }}
    from deliveries
    left join counted on deliveries.source_id = counted.source_id
    where {{ to_count('deliveries.rows_added') }} is distinct from coalesce(counted.rows_found, 0)
)

select * from findings
