{# A figure as an official form prints it: half up, from the figure to 12 decimals, so that 0.125 prints 0.13 whatever a
   DOUBLE makes of it. Verdicts are never judged on it. #}
{% macro printed(value, decimals) -%}
    cast(round(cast({{ value }} as decimal(28, 12)), {{ decimals }}) as decimal(18, {{ decimals }}))
{%- endmacro %}

{# The same as text, where the number of decimals is a column's: 7.25 prints 7.3 where one decimal is asked for. Up to the
   six decimals a limit has. #}
{% macro printed_text(value, decimals) -%}
    case {{ decimals }}
        {%- for n in range(7) %}
        when {{ n }} then cast({{ printed(value, n) }} as string)
        {%- endfor %}
    end
{%- endmacro %}

{# Whether a printed figure would read otherwise than the verdict: met and printed on the wrong side of the limit, or not
   met and printed on the right one. Null where there is nothing to compare. #}
{% macro reads_otherwise(printed_value, comparator, limit, judged_status) -%}
    case
        when {{ judged_status }} in ({{ status('unknown') }}, {{ status('not_applicable') }}) then null
        else ({{ compare(printed_value, comparator, limit) }}) <> ({{ judged_status }} = {{ status('met') }})
    end
{%- endmacro %}
