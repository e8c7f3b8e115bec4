{{ policy_test('plan_item_01__special_education_funding') }}
