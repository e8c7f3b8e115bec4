{# What a figure lacks to a bound, or is above an upper one, in the unit of its numerator; below zero: nothing lacks.
   Rounded to take off the last decimal of a split share before a whole person is counted for it. #}
{% macro missing_to(bound) -%}
    cast(
        round(
            case when comparator in ('<=', '<') then -1 else 1 end
            * (cast({{ bound }} as double) * denominator / multiplier - numerator), 6
        ) as decimal(24, 6)
    )
{%- endmacro %}
