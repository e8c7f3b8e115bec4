{{ policy_test('transitional__special_rooms__music_from_54__small_rural_school') }}
