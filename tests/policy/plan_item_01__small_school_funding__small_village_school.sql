{{ policy_test('plan_item_01__small_school_funding__small_village_school') }}
