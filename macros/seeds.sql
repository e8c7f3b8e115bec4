{# The line of a seed's file a row was read from: the header is line 1, and rows are loaded in the file's order.
   Only directly on a seed. Engines without row numbers give null, and messages then name the key alone. #}
{% macro seed_line() -%} {{ return(adapter.dispatch('seed_line')()) }} {%- endmacro %}
{% macro duckdb__seed_line() -%} rowid + 2 {%- endmacro %}
{% macro default__seed_line() -%} cast(null as bigint) {%- endmacro %}

{# The seed's node as dbt knows it: its file, its columns and what the YAML says of them. None while parsing. #}
{% macro seed_node(name) -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'seed' and node.name == name -%}
        {{ return(node) }}
    {%- endfor -%}
{%- endmacro %}

{% macro seed_file(name) -%}
    {%- set node = seed_node(name) if execute else none -%}
    {{ return((node.original_file_path if node else name ~ '.csv') | replace('\\', '/')) }}
{%- endmacro %}

{# Survey rows are append-only: of each key the latest revision received by the as-of date stands. #}
{% macro received_in_time() -%}
    received_at <= {{ "date '" ~ var('as_of_date') ~ "'" if var('as_of_date') else "date '9999-12-31'" }}
{%- endmacro %}

{% macro is_latest_revision(keys) -%}
    row_number() over (partition by {{ keys | join(', ') }} order by revision desc) = 1
{%- endmacro %}
