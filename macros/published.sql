{# The tables of the published file as dbt knows them, by name: every model of models/marts. None while parsing. #}
{% macro published_tables() -%}
    {%- set nodes = graph.nodes.values() if execute else [] -%}
    {%- set models = nodes | selectattr('resource_type', 'equalto', 'model') -%}
    {{ return(models | selectattr('fqn.1', 'equalto', 'marts') | sort(attribute='name')) }}
{%- endmacro %}

{# What run.py says a build was made from: `code`, `policy` or `seeds`. A bare dbt command is told nothing and publishes
   nothing. #}
{% macro build_version(of) -%}
    {{ env_var('EDU_BALANCE_' ~ of | upper ~ '_VERSION', 'not published') }}
{%- endmacro %}
