{{ policy_test('national__school_size__single_stage_school') }}
