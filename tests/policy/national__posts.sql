{{ policy_test('national__posts') }}
