{{ policy_test('national__certified_teachers') }}
