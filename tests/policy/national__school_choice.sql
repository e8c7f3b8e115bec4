{{ policy_test('national__school_choice') }}
