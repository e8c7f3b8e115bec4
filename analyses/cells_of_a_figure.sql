-- In which cell of which file does a figure stand? Every cell that an indicator of a school, or of the county, is made
-- of in a term: the file that was sent, its sheet and cell.
-- Run:  duckdb -readonly warehouse/edu_balance.duckdb
--         -cmd "set variable entity_id = '2165312001'; set variable indicator_id = 'R4'"
--         -f analyses/cells_of_a_figure.sql
-- Set:  entity_id, a school_id or county_code (else the first county), indicator_id (else R1), term_id (else the latest
--       judged).
-- One row per cell:
--   measure_id      what the cell adds to, a row of dim_measure. side: above or below the line of the indicator
--   survey_column   form and column of the survey files the value went to; row_key the row there
--   value           as it was read; null where the row was typed into the survey file by hand: look at that line
--   file_name, sheet, cell, line   where it stands
-- Of several deliveries the latest; a figure of a year that a later file left blank stands in the earlier one. A
-- county's share or mean lists the cells of every school. Rows of years are those of the three years up to the term.
with first_county as (
    select
        min(county_code) as county_code,
        max(as_of_term_id) as term_id
    from dim_county
),

chosen as (
    select
        terms.term_id,
        terms.statistical_date,
        coalesce(getvariable('entity_id'), counties.county_code) as entity_id,
        coalesce(getvariable('indicator_id'), 'R1') as indicator_id
    from first_county as counties
    inner join dim_term as terms on coalesce(getvariable('term_id'), counties.term_id) = terms.term_id
),

sides as (
    select
        indicator_id,
        'above' as side,
        numerator_measure as measure_id
    from dim_subgroup

    union

    select
        indicator_id,
        'below' as side,
        denominator_measure as measure_id
    from dim_subgroup
),

wanted as (
    select
        sides.side,
        sides.measure_id,
        measures.form,
        measures.label_zh,
        unnest(string_split(measures.survey_columns, ' ')) as column_name
    from sides
    inner join chosen on sides.indicator_id = chosen.indicator_id
    inner join dim_measure as measures on sides.measure_id = measures.measure_id
),

-- the school with the classes attached to it, or every school of the county, and the county itself
owners as (
    select
        schools.school_id as owner_id,
        schools.school_name as owner_name
    from dim_school as schools
    inner join chosen on schools.term_id = chosen.term_id
    where chosen.entity_id in (schools.school_id, schools.parent_school_id, schools.county_code)

    union all

    select
        counties.county_code as owner_id,
        counties.label_zh as owner_name
    from dim_county as counties
    inner join chosen on counties.county_code = chosen.entity_id
),

places as (
    select
        places.*,
        string_split(places.row_key, '|') as parts,
        places.form in ('county_figures', 'documents', 'waivers') as is_of_county
    from meta_place as places
),

-- the period stands first in a school's row and second in a county's
of_owners as (
    select
        places.*,
        owners.owner_id,
        owners.owner_name,
        case when places.is_of_county then places.parts[2] else places.parts[1] end as period
    from places
    inner join owners on owners.owner_id = case when places.is_of_county then places.parts[1] else places.parts[2] end
),

in_time as (
    select of_owners.*
    from of_owners
    cross join chosen
    where
        of_owners.period = chosen.term_id
        or (
            not regexp_matches(of_owners.period, '-[12]$')
            and try_cast(left(of_owners.period, 4) as integer)
            between extract(year from chosen.statistical_date) - 3 and extract(year from chosen.statistical_date)
        )
),

cells as (
    select
        wanted.*,
        in_time.owner_id,
        in_time.owner_name,
        in_time.period,
        in_time.row_key,
        in_time.value,
        in_time.file_name,
        in_time.sheet,
        in_time.cell,
        in_time.line,
        in_time.source_id,
        in_time.received_at
    from wanted
    inner join in_time on wanted.form = in_time.form and in_time.column_name in (wanted.column_name, '*')
    where wanted.form <> 'county_figures' or in_time.parts[3] = wanted.measure_id
    qualify
        row_number() over (
            partition by wanted.side, wanted.measure_id, wanted.column_name, in_time.row_key
            order by
                -- a blank of a year says nothing
                in_time.value = '' and not regexp_matches(in_time.period, '-[12]$'),
                in_time.received_at desc,
                in_time.source_id desc
        ) = 1
)

select
    cells.owner_id,
    cells.owner_name,
    chosen.indicator_id,
    cells.side,
    cells.measure_id,
    cells.label_zh,
    cells.form || '.' || cells.column_name as survey_column,
    cells.row_key,
    cells.value,
    cells.file_name,
    cells.sheet,
    cells.cell,
    cells.line,
    cells.source_id,
    cells.received_at
from cells
cross join chosen
order by cells.owner_id, cells.side, cells.measure_id, survey_column, cells.row_key
