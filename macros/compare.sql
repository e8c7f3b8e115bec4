{# value <comparator> limit, the comparator being data; null when either side is. Both sides must be DECIMAL. #}
{% macro compare(value, comparator, limit) -%}
    case {{ comparator }}
        when '>=' then {{ value }} >= {{ limit }}
        when '>' then {{ value }} > {{ limit }}
        when '<=' then {{ value }} <= {{ limit }}
        when '<' then {{ value }} < {{ limit }}
        when '=' then {{ value }} = {{ limit }}
    end
{%- endmacro %}

{# Room to the limit: positive when the limit holds, negative by what lacks or is too much; same unit as value and limit.
   Where exactly the limit is asked for, every step off it lacks. #}
{% macro margin(value, comparator, limit) -%}
    case
        when {{ comparator }} in ('<=', '<') then {{ limit }} - {{ value }}
        when {{ comparator }} = '=' then -abs({{ value }} - {{ limit }})
        else {{ value }} - {{ limit }}
    end
{%- endmacro %}
