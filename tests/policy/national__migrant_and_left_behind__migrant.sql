{{ policy_test('national__migrant_and_left_behind__migrant') }}
