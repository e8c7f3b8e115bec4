{# The rows of the files beside the survey forms that say where each value of an ingested file stood; none where nothing
   was ingested. EDU_BALANCE_PLACES names their folder: `run.py` sets it. All columns are text. #}
{% macro ingested_places() -%}
    {%- set folder = env_var('EDU_BALANCE_PLACES', '') | replace('\\', '/') | replace("'", "''") -%}
    {%- if folder -%}
        {{ return(adapter.dispatch('ingested_places')(folder)) }}
    {%- endif -%}
    select
        cast(null as string) as source_id,
        cast(null as string) as form,
        cast(null as string) as row_key,
        cast(null as string) as column_name,
        cast(null as string) as value,
        cast(null as string) as sheet,
        cast(null as string) as cell,
        cast(null as string) as line
    where false
{%- endmacro %}

{% macro duckdb__ingested_places(folder) -%}
    select * from read_csv(
        '{{ folder }}/*.csv', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"'
    )
{%- endmacro %}

{% macro default__ingested_places(folder) -%}
    select * from read_files(
        '{{ folder }}/*.csv', format => 'csv', header => true, inferSchema => false, escape => '"'
    )
{%- endmacro %}
