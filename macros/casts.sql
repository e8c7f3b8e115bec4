{# Seed cells are text; staging casts them here. What cannot be cast is null, and the seed's own test has already
   stopped the build with the file and line: see tests/generic/seed_rows.sql. #}
{% macro to_text(column) -%} nullif({{ column }}, '') {%- endmacro %}
{% macro to_count(column) -%} try_cast(nullif({{ column }}, '') as decimal(12, 0)) {%- endmacro %}
{% macro to_decimal(column) -%} try_cast(nullif({{ column }}, '') as decimal(18, 6)) {%- endmacro %}
{% macro to_date(column) -%} try_cast(nullif({{ column }}, '') as date) {%- endmacro %}
{% macro to_flag(column) -%} ({{ column }} = '1') {%- endmacro %}
{# A flag of a form: an empty cell is neither yes nor no. #}
{% macro to_flag_if_given(column) -%} (nullif({{ column }}, '') = '1') {%- endmacro %}

{# An open end of a period is the last day there is. #}
{% macro to_end_date(column) -%} coalesce({{ to_date(column) }}, date '9999-12-31') {%- endmacro %}

{% macro matches(column, pattern) -%} {{ return(adapter.dispatch('matches')(column, pattern)) }} {%- endmacro %}
{% macro duckdb__matches(column, pattern) -%} regexp_matches({{ column }}, '{{ pattern }}') {%- endmacro %}
{% macro default__matches(column, pattern) -%} {{ column }} rlike '{{ pattern }}' {%- endmacro %}
