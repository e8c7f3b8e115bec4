{{ policy_test('transitional__special_rooms__art_from_61__small_rural_school') }}
