{{ policy_test('national__special_rooms__art_from_90') }}
