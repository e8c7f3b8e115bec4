{{ policy_test('national__four_unified') }}
