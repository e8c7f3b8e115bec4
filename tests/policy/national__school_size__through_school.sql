{{ policy_test('national__school_size__through_school') }}
