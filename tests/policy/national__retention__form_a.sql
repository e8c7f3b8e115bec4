{{ policy_test('national__retention__form_a') }}
