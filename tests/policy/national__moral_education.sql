{{ policy_test('national__moral_education') }}
