-- One row per term and class, or band of class sizes where a school sends bands.
select
    term_id,
    class_id,
    class_name,
    county_code,
    school_id,
    stage,
    pupils_from,
    pupils_to,
    classes,
    source_id,
    missing
from {{ ref('int_class_sizes') }}
