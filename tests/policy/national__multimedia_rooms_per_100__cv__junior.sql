{{ policy_test('national__multimedia_rooms_per_100__cv__junior') }}
