{{ policy_test('national__pe_arts_teachers_per_100__cv__primary') }}
