{# An aggregate: the texts that are not null, in a given order, with a separator between them. Without the order the
   result would depend on threads. #}
{% macro joined(expression, order_by, separator=', ') -%}
    {{ return(adapter.dispatch('joined')(expression, order_by, separator)) }}
{%- endmacro %}

{% macro duckdb__joined(expression, order_by, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro default__joined(expression, order_by, separator) -%}
    listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}
