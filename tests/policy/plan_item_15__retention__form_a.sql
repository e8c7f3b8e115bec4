{{ policy_test('plan_item_15__retention__form_a') }}
