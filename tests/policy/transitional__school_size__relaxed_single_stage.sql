{{ policy_test('transitional__school_size__relaxed_single_stage') }}
