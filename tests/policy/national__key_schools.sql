{{ policy_test('national__key_schools') }}
