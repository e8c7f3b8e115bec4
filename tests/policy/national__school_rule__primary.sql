{{ policy_test('national__school_rule__primary') }}
