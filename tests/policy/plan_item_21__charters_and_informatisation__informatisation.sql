{{ policy_test('plan_item_21__charters_and_informatisation__informatisation') }}
