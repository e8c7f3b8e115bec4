{# Schemas carry their plain names: main holds the published tables; staging, intermediate and seeds stay private. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
