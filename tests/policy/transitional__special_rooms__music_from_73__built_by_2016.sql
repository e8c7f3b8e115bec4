{{ policy_test('transitional__special_rooms__music_from_73__built_by_2016') }}
