{{ policy_test('national__charters_and_informatisation') }}
