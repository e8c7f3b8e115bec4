{# The closed set of status words. status('met') gives the SQL literal and refuses any other word. #}
{% macro status(word) -%}
    {%- set words = ['met', 'near', 'unmet', 'unknown', 'not_applicable'] -%}
    {%- if word not in words -%}
        {{ exceptions.raise_compiler_error("status('" ~ word ~ "'): not one of " ~ words | join(', ')) }}
    {%- endif -%}
    '{{ word }}'
{%- endmacro %}

{# A verdict from three-valued comparisons: passes and passes_floor are true, false or null (unknown).
   A section or county outside the limit's scope is not applicable before anything else is asked. #}
{% macro verdict_status(is_applicable, passes, passes_floor) -%}
    case
        when not {{ is_applicable }} then {{ status('not_applicable') }}
        when {{ passes }} is null then {{ status('unknown') }}
        when {{ passes }} then {{ status('met') }}
        when {{ passes_floor }} then {{ status('near') }}
        else {{ status('unmet') }}
    end
{%- endmacro %}

{# Roll-up of counts of verdicts: a definite failure beats unknown, unknown beats met; near is a failure here. #}
{% macro roll_up_status(n_met, n_near, n_unmet, n_unknown, n_not_applicable) -%}
    case
        when {{ n_unmet }} + {{ n_near }} > 0 then {{ status('unmet') }}
        when {{ n_unknown }} > 0 then {{ status('unknown') }}
        when {{ n_met }} > 0 then {{ status('met') }}
        when {{ n_not_applicable }} > 0 then {{ status('not_applicable') }}
        else {{ status('unknown') }}
    end
{%- endmacro %}

{# The school rule: at least `least` members met and no remaining one below its floor (n_unmet counts those below).
   Null while unknown members can still decide it. #}
{% macro school_rule_passes(n_met, n_unmet, n_unknown, least) -%}
    case
        when {{ n_unmet }} > 0 or {{ n_met }} + {{ n_unknown }} < {{ least }} then false
        when {{ n_unknown }} > 0 then null
        else true
    end
{%- endmacro %}
