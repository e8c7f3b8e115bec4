{{ policy_test('national__curriculum') }}
