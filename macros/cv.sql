{# The inter-school coefficient of variation (差异系数), in two steps over the sections of one stage and county:
       u_i  = x_i / mean - 1, with mean = sum(r) / sum(P)
       CV^2 = sum(P_i * u_i^2) / sum(P)
   pupil-weighted, population variance, about the ratio of sums. Centred, so that equal ratios give exactly 0: u_i is
   kept as DECIMAL to 14 decimals, which takes off the noise of division and makes the sum independent of row order
   and threads. The CV is good to 1e-13. #}
{% macro relative_deviation(numerator, denominator, resource, pupils) -%}
    cast(
        round({{ ratio(numerator, denominator) }} / nullif({{ ratio(resource, pupils) }}, 0) - 1, 14) as decimal(20, 14)
    )
{%- endmacro %}

{# An aggregate: CV^2 as DECIMAL(38,20). #}
{% macro cv_squared(pupils, deviation) -%}
    cast(
        {{ ratio('sum(cast(' ~ pupils ~ ' * ' ~ deviation ~ ' * ' ~ deviation ~ ' as decimal(38, 28)))', 'sum(' ~ pupils ~ ')') }}
        as decimal(38, 20)
    )
{%- endmacro %}

{# What a CV limit is judged on: the square to 12 decimals, so that a CV exactly at its limit is at its limit. #}
{% macro judged_cv(cv_squared) -%}
    cast({{ cv_squared }} as decimal(24, 12))
{%- endmacro %}
