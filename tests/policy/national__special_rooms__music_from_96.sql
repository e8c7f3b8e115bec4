{{ policy_test('national__special_rooms__music_from_96') }}
