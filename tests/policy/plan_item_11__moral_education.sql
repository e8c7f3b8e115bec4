{{ policy_test('plan_item_11__moral_education') }}
