{{ policy_test('transitional__special_rooms__art_from_67__built_by_2016') }}
