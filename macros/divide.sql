{# A figure to look at: DOUBLE, null for a zero or missing denominator, never infinity or NaN. Limits are never
   judged on it. #}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}

{# numerator / denominator as DECIMAL(38,16), rounded half up from the exact quotient of two values >= 0.
   Takes at most 8 decimals above the line and 2 below. DuckDB's own DECIMAL / DECIMAL is a DOUBLE. #}
{% macro exact_quotient(numerator, denominator) -%}
    {{ return(adapter.dispatch('exact_quotient')(numerator, denominator)) }}
{%- endmacro %}

{% macro duckdb__exact_quotient(numerator, denominator) -%}
    {%- set n -%} cast(cast({{ numerator }} as decimal(38, 8)) * 100000000 as hugeint) {%- endset -%}
    {%- set d -%} nullif(cast(cast({{ denominator }} as decimal(38, 2)) * 100 as hugeint), 0) {%- endset -%}
    {#- n carries 10^8 and d 10^2, so 10^10 more gives 16 decimals; adding half of d rounds. -#}
    cast(
        (2 * {{ n }} * cast(10000000000 as hugeint) + {{ d }}) // (2 * {{ d }}) as decimal(38, 0)
    ) * cast(0.0000000000000001 as decimal(17, 16))
{%- endmacro %}

{% macro default__exact_quotient(numerator, denominator) -%}
    cast(cast({{ numerator }} as decimal(38, 18)) / nullif(cast({{ denominator }} as decimal(20, 2)), 0) as decimal(38, 16))
{%- endmacro %}

{# Why a ratio has no figure, in one order for every level; null where it has one. is_missing is SQL that is true when
   either side is unknown; zero_is_none says whether a zero below the line means nobody is there to judge. #}
{% macro missing_reason(is_missing, denominator, zero_is_none) -%}
    case
        when {{ is_missing }} then 'figures_missing'
        when {{ denominator }} = 0 then case when {{ zero_is_none }} then 'none_to_judge' else 'denominator_zero' end
    end
{%- endmacro %}
