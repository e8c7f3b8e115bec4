{# One finding a clerk can act on, as every integrity test of a survey form returns it. Expressions are SQL. #}
{% macro located(seed, line, column, seen, expected_en, expected_zh) -%}
    '{{ seed_file(seed) }}' as file,
    {{ line }} as line,
    '{{ column }}' as column_name,
    {{ seen }} as seen,
    '{{ expected_en }}' as expected_en,
    '{{ expected_zh }}' as expected_zh
{%- endmacro %}
