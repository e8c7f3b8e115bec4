{{ policy_test('national__recognition') }}
