{{ policy_test('national__small_school_funding__small_village_school') }}
