{# The inter-school coefficient of variation (差异系数), in two steps over the sections of one stage and county:
       u_i  = (x_i - mean) / mean, with mean = sum(r) / sum(P)
       CV^2 = sum(P_i * u_i^2) / sum(P)
   pupil-weighted, population variance, about the ratio of sums. A section's x_i is numerator / denominator.
   The difference numerator * sum(P) - denominator * sum(r) is taken exactly, before anything is divided, so equal
   ratios give exactly 0; u_i is kept as DECIMAL to 15 decimals, which makes the sum independent of row order and
   threads. The CV is good to 1e-15. #}
{% macro relative_deviation(numerator, denominator, resource, pupils) -%}
    cast(
        round(
            {{ ratio(
                numerator ~ ' * ' ~ pupils ~ ' - ' ~ denominator ~ ' * ' ~ resource, denominator ~ ' * ' ~ resource
            ) }}, 15
        ) as decimal(22, 15)
    )
{%- endmacro %}

{# An aggregate: CV^2 as DOUBLE, of sums that are exact. A section 64 times off the mean and more (yuan typed where 10 000
   yuan are asked for) is squared more coarsely, since its square would not fit 38 digits. #}
{% macro cv_squared(pupils, deviation) -%}
    {%- set coarse -%} cast({{ deviation }} as decimal(19, 12)) {%- endset -%}
    {{ ratio(
        'sum(' ~ pupils ~ ' * cast(case when abs(' ~ deviation ~ ') < 64 then ' ~ deviation ~ ' * ' ~ deviation
        ~ ' else 0 end as decimal(38, 28)))', 'sum(' ~ pupils ~ ')'
    ) }} + {{ ratio(
        'sum(' ~ pupils ~ ' * cast(case when abs(' ~ deviation ~ ') < 64 then 0 else ' ~ coarse ~ ' * ' ~ coarse
        ~ ' end as decimal(38, 22)))', 'sum(' ~ pupils ~ ')'
    ) }}
{%- endmacro %}

{# What a CV limit is judged on: the square to 14 decimals, so that a CV exactly at its limit is at its limit. #}
{% macro judged_cv(cv_squared) -%}
    cast(round({{ cv_squared }}, 14) as decimal(24, 14))
{%- endmacro %}
